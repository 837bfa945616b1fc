"""What the templates of planning show, put together from queries and rules."""
