"""How messages leave the site: one adapter a channel, known by name (``registry``).

``file`` writes into the data folder and is always there; ``mail``, ``sms`` and ``wecom`` call
nothing outside unless the office has configured them. An app above adds a channel of its own by
``registry.register`` in its ``ready``.
"""
