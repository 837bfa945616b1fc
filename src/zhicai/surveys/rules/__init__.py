"""The pure rules of questionnaires: content, display, checking, counting, the written form."""
