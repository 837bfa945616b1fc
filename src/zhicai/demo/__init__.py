"""A named cast and its programme years, told through the same actions that the pages call.

The story is deterministic and dated: told up to a day, it is what offices would have done by then.
It is kept after the first telling, so that ``./dev demo`` serves at once the next time.
"""
