"""Evidence and attachments: what is kept, how it is checked, who may fetch it is the business
of the app that keeps it.
"""
