"""Pages of attendance: a class and its lessons, the screen, the desk, offline, one's own."""
