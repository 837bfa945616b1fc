"""What is done in examinations."""
