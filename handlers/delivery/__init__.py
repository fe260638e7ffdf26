"""The durable way of a message: stored, claimed, answered, sent; each step committed before the next begins.

Refuses to know what a message says or how a wire works.
"""
