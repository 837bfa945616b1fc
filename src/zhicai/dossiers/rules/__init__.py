"""What a summary says, how two of them differ, whether one may be sent; pure."""
