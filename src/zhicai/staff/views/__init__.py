"""The pages of staff: people, one person, opening accounts, entering by a slip, the audit log."""
