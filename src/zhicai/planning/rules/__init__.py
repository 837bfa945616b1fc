"""Rules of plans: what a draft says, what is checked, what changed, what a city adds up to."""
