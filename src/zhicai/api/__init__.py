"""The programming interface: OpenAPI, tokens with scopes, webhooks, full export."""
