"""The pages of programmes, by part."""
