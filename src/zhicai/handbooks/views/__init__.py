"""Pages of documents: reading, editing and deciding, the public's own."""
