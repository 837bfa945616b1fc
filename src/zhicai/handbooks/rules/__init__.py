"""What a document must hold, how editions differ, how statements are numbered, what is found."""
