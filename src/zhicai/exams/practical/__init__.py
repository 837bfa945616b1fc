"""Practical tasks: each kind registers its page, how its answer is read, how it is scored."""
