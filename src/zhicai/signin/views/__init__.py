"""Pages of signing in: the door, one's own security, outside identities, overseeing."""
