"""Pages of what offices hear: the hub's tabs, and the public page for enterprises."""
