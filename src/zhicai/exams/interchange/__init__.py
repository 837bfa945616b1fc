"""Items in and out of other systems: one pure module a format; ``drafts`` is what they share."""
