"""What the shop knows and understands, read from templates/. Refuses to know chats, channels and models."""
