"""How a user gets in: password, second factor, sessions and devices, outside identity (OIDC,
WeChat, WeCom, DingTalk) where the office configures it.
"""
