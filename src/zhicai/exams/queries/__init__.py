"""What examinations know."""
