"""Long campaigns and measurements, run by hand: python -m tests.bench.NAME. Refuse to be part of the quick tests."""
