"""Each role's first page: the one inbox of everything that waits for the office."""
