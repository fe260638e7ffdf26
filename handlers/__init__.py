"""People: a message comes in, a reply goes out.

Refuses to know prices or models: those are the shop's and the providers'.
"""
