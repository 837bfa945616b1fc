"""The pages of planning, by part."""
