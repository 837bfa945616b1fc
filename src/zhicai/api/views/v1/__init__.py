"""Version 1 of the interface: every endpoint is one query or one action."""
