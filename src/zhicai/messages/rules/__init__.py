"""The pure rules of messages: to whom, through what and when they leave, in which words."""

from zhicai.messages.rules.addressing import Addressee, link_faults

__all__ = ["Addressee", "link_faults"]
