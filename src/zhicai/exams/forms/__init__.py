"""The shape of what is sent to pages of examinations."""
