"""The chain that answers questions: cache, models, rules. Refuses to know chats and channels."""
