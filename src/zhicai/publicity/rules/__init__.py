"""The pure rules of publicity: the life of an item, its text and figures, names on public lists."""
