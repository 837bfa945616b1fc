"""How a user gets in and stays safe: password, second factor, sessions, outside identity.

The door (``views.door``) is the only place where a password is tried; a wrong one costs a browser
that the account knows little and strangers much, so that nobody locks a colleague out. What comes
from django-allauth and what does not: ``docs/adr/0007-what-we-take-of-allauth.md``. Outside
identities (OIDC, WeChat, WeCom, DingTalk) exist where the office configures them (``ways``), and
only sign in a user who linked them before. Serves HB-2.2.a and HB-2.2.b: who acts is who it is.
"""
