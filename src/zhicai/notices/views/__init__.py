"""The pages of notices, by part."""
