"""The tests: flat, one file a noun. Refuse the network."""
