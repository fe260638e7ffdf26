"""What the shop's owner sees and does. Refuses to talk with customers."""
