"""Every address that the resolver knows: name, parameters, the guard of its view."""

from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

from zhicai.accounts.guard import Guard


@dataclass(frozen=True)
class Address:
    """One URL pattern: ``namespace:name``, where it stands, its parameters in order, its guard."""

    name: str
    path: str
    parameters: tuple[str, ...]
    guard: Guard | None

    @property
    def public(self):
        return self.guard is not None and self.guard.public

    @property
    def by_token(self):
        return self.guard is not None and self.guard.token

    @property
    def permission(self):
        return self.guard.permission if self.guard else None


def addresses():
    """Return every address of the site."""
    return list(_walk(get_resolver(), "", ()))


def _walk(resolver, prefix, namespaces):
    for entry in resolver.url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inside = (*namespaces, entry.namespace) if entry.namespace else namespaces
            yield from _walk(entry, path, inside)
        elif isinstance(entry, URLPattern):
            guard = getattr(entry.callback, "guard", None)
            yield Address(
                ":".join((*namespaces, entry.name or "?")),
                path,
                tuple(entry.pattern.converters),
                guard if isinstance(guard, Guard) else None,
            )
