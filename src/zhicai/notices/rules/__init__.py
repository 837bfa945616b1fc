"""The pure rules of notices: what a draft holds, what must be there to send it, its paper."""
