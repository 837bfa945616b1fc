"""Pages of tokens and webhooks, the documentation, and the interface itself."""
