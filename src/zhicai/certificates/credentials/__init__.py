"""Certificates as Open Badges 3.0 (W3C Verifiable Credentials 2.0), which others can verify."""
