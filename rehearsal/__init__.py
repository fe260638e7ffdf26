"""The world outside, played on loopback: model vendors, channels, customers. Refuses to leave this machine."""
