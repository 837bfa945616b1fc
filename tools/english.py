"""Holds the English of the interface against what pages and code really say.

Without a word it reports, and fails, where a Chinese text has no English, an English entry is no
longer used, stands twice with different words, still holds Chinese, or has lost a placeholder.
``--compile`` writes each ``django.mo`` that is older than its ``django.po``; ``--write`` adds an
empty entry for every missing text to its app's ``django.po``.
"""

import argparse
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "zhicai"
CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|(?<!%)(?:%%)*(%[sd])")
KEYWORDS = {
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "_": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
KEPT_CHINESE = {"知才", "中文", "简体中文"}
"""English entries that are Chinese on purpose: the product's name and the name of the language."""


@dataclass(slots=True)
class Use:
    """One text as the source says it, and where: the app, and the first place."""

    msgid: str | tuple[str, str]
    context: str | None
    app: str
    place: str


@dataclass(slots=True)
class Report:
    """Everything wrong, a line each."""

    lines: list[str] = field(default_factory=list)
    missing: list[Use] = field(default_factory=list)


def first(msgid: str | tuple[str, ...]) -> str:
    return msgid if isinstance(msgid, str) else msgid[0]


def used_texts(source: Path = SOURCE) -> Iterator[Use]:
    """Yield every translatable Chinese text of pages and code."""
    for file in sorted(source.rglob("*.py")):
        if not {"tests", "migrations"} & set(file.parts):
            yield from _extracted(file, source, file.read_bytes())
    templates = [*source.rglob("templates/**/*.html"), *source.rglob("templates/**/*.txt")]
    if templates:
        from django.utils.translation.template import templatize  # noqa: PLC0415 - slow, and --compile needs none

        for file in sorted(templates):
            calls = templatize(file.read_text("utf-8"), origin=str(file))
            # What is no call has become XXX, and its indentation would not be Python's.
            flat = "\n".join(line.lstrip() for line in calls.splitlines())
            yield from _extracted(file, source, flat.encode())


def _extracted(file: Path, source: Path, content: bytes) -> Iterator[Use]:
    parts = file.relative_to(source).parts
    found = extract("python", BytesIO(content), keywords=KEYWORDS, options={"encoding": "utf-8"})
    for line, msgid, _comments, context in found:
        if CHINESE.search(first(msgid)):
            place = f"{file.relative_to(ROOT) if file.is_relative_to(ROOT) else file}:{line}"
            yield Use(msgid, context, parts[0], place)


def catalogues(source: Path = SOURCE) -> dict[str, tuple[Path, Catalog]]:
    """Return each app's English with its file."""
    found = {}
    for file in sorted(source.glob("*/locale/en/LC_MESSAGES/django.po")):
        with file.open("rb") as stream:
            app = file.relative_to(source).parts[0]
            found[app] = (file, read_po(stream, locale="en", abort_invalid=True))
    return found


def translated(message: Message) -> tuple[str, ...]:
    """Return the English forms of an entry; none where one is empty or fuzzy."""
    forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return tuple(forms) if all(forms) and not message.fuzzy else ()


def report(source: Path = SOURCE) -> Report:
    """Compare the texts with the English of all apps."""
    result = Report()
    uses = list(used_texts(source))
    said = {(first(use.msgid), use.context) for use in uses}
    english: dict[tuple[str, str | None], dict[str, tuple[str, ...]]] = defaultdict(dict)
    for app, (file, catalogue) in catalogues(source).items():
        shown = file.relative_to(source)
        for message in catalogue:
            if not message.id:
                continue
            key = (first(message.id), message.context)
            if forms := translated(message):
                english[key][app] = forms
            if key not in said:
                result.lines.append(f"obsolete  {shown}: {key[0]}")
            result.lines += [f"{fault}  {shown}: {key[0]}" for fault in _faults(message)]
        result.lines += [f"obsolete  {shown}: {first(m)} (#~)" for m in catalogue.obsolete]
    for key, by_app in english.items():
        if len(set(by_app.values())) > 1:
            words = " | ".join(f"{app}: {forms[0]}" for app, forms in by_app.items())
            result.lines.append(f"differs   {key[0]} ({words})")
    seen = set()
    for use in uses:
        key = (first(use.msgid), use.context)
        if key not in english and key not in seen:
            seen.add(key)
            result.missing.append(use)
            result.lines.append(f"missing   {use.place}: {key[0]}")
    return result


def _faults(message: Message) -> Iterator[str]:
    wanted = {match.group() for match in PLACEHOLDER.finditer(first(message.id))}
    for form in translated(message):
        if CHINESE.search(form) and form not in KEPT_CHINESE:
            yield "chinese "
        lost = wanted - {match.group() for match in PLACEHOLDER.finditer(form)}
        if lost and not isinstance(message.id, tuple | list):
            yield f"lost {' '.join(sorted(lost))}"


def compile_stale(source: Path = SOURCE) -> int:
    """Write each ``django.mo`` that is older than its ``django.po``; return how many."""
    count = 0
    for file in source.glob("**/locale/*/LC_MESSAGES/django.po"):
        compiled = file.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime_ns >= file.stat().st_mtime_ns:
            continue
        with file.open("rb") as stream:
            catalogue = read_po(stream, locale=file.parts[-3])
        waiting = compiled.with_suffix(".mo.new")
        with waiting.open("wb") as stream:
            write_mo(stream, catalogue)
        waiting.replace(compiled)
        count += 1
    return count


def add_missing(missing: list[Use], source: Path = SOURCE) -> None:
    """Give each missing text an empty entry in the catalogue of the app that says it."""
    present = catalogues(source)
    for app in {use.app for use in missing}:
        file = source / app / "locale" / "en" / "LC_MESSAGES" / "django.po"
        catalogue = present[app][1] if app in present else Catalog(locale="en", project="zhicai")
        for use in missing:
            if use.app == app:
                catalogue.add(use.msgid, context=use.context)
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("wb") as stream:
            write_po(stream, catalogue, width=100, no_location=True, include_previous=False)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--compile", action="store_true", help="write the .mo files that are stale")
    group.add_argument("--write", action="store_true", help="add empty entries for what is missing")
    wants = parser.parse_args()
    if wants.compile:
        compile_stale()
        return 0
    found = report()
    if wants.write:
        add_missing(found.missing)
    print("\n".join(found.lines) or "the English is complete")
    if found.lines:
        print(f"{len(found.lines)} faults in the English", file=sys.stderr)
    return 1 if found.lines else 0


if __name__ == "__main__":
    sys.exit(main())
