"""What survives a crash: one SQLite file, its migrations and its lock.

Refuses to know what is stored: the tables belong to the rooms that bring their migrations.
"""
