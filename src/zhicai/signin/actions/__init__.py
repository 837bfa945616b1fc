"""Writes of signing in: tries, sessions, second factors, outside identities."""
