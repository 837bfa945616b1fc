"""The pages of admission, by part."""
