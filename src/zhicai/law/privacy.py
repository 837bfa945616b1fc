"""Reads the notice on personal information: the package's, or a province's own beside its rules."""

from collections.abc import Iterable
from pathlib import Path

from zhicai.law.expectations import validated
from zhicai.law.library import REFERENCE
from zhicai.law.schema.privacy import Privacy
from zhicai.law.yaml_reader import Document, read_bytes

FILE = "privacy.yaml"


def read_privacy(path: Path) -> Privacy:
    """Read one file; LawError names the line and what is expected there."""
    document = Document(read_bytes(path, path.name), path.name)
    return validated(document, (), document.content, Privacy)


def privacy_file(folders: Iterable[Path] = ()) -> Path:
    """Return the file in force: the first folder's own, else the one of the package."""
    own = (folder / FILE for folder in folders)
    return next((path for path in own if path.is_file()), REFERENCE / FILE)
