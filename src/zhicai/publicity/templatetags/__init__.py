"""Template filters of publicity."""
