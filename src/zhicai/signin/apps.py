"""The signin app."""

from importlib import import_module

from django.apps import AppConfig


class SigninConfig(AppConfig):
    """Ways in: second factor, sessions, outside identity."""

    name = "zhicai.signin"
    label = "signin"

    def ready(self) -> None:
        """Hang in the door, the user's own page, the administrator's; name what is sealed."""
        import_module("zhicai.signin.permissions")
        import_module("zhicai.signin.hanging")
        import_module("zhicai.signin.sealing")
        import_module("zhicai.signin.checks")
