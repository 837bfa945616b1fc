"""Where anyone registers for a class: the app above that takes registrations names its page."""

from django.urls import reverse

_pages: dict[str, str] = {}


def name_join_page(url_name: str) -> None:
    """Say which page takes registrations; it takes the id of a class. Called from ``ready``."""
    _pages["join"] = url_name


def join_address(class_id: int) -> str:
    """Return the address at which anyone registers for a class, "" where nothing takes any."""
    return reverse(_pages["join"], args=[class_id]) if _pages else ""
