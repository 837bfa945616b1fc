"""知才 Zhicai: a notice becomes rules as data; everyone sees what they owe, by when, under which
clause.
"""

__version__ = "0.1.0"
