"""The files of a dossier: those of a version, whether each is still whole, all of them as a zip."""

import json
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.db.models import QuerySet

from zhicai.dossiers.models import ClosingDossier, DossierCorrection, DossierFile
from zhicai.files.rules import size_words
from zhicai.files.storage import is_whole, open_content
from zhicai.filing.models import Version
from zhicai.filing.queries import current_version
from zhicai.filing.rules import digest
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import OutOfScope

EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The time of every file in the zip: the same dossier gives the same bytes."""


def version_shown(dossier: ClosingDossier) -> Version | None:
    """Return the version that stands: the archived one, else the last sent."""
    return current_version(dossier.filing) or dossier.filing.versions.order_by("-number").first()


def files_of(dossier: ClosingDossier, version: int | None = None) -> QuerySet[DossierFile]:
    """Return the files of a version of a dossier in their order; of the standing one if None."""
    if version is None:
        standing = version_shown(dossier)
        version = standing.number if standing is not None else 0
    return DossierFile.objects.filter(dossier=dossier, version=version).select_related("stored")


def file_for(dossier: ClosingDossier, pk: int) -> DossierFile:
    """Return a file of a dossier by its id; OutOfScope for any other."""
    found = DossierFile.objects.filter(dossier=dossier, pk=pk).select_related("stored").first()
    if found is None:
        raise OutOfScope
    return found


@dataclass(frozen=True, slots=True)
class Checked:
    """A file with what a check of its content says: ``whole`` where its hash is still the same."""

    file: DossierFile
    whole: bool

    @property
    def size(self) -> str:
        """The size in words."""
        return size_words(self.file.size)


def checked(files: QuerySet[DossierFile]) -> list[Checked]:
    """Return files, each read anew and held against the checksum that it was sent with."""
    return [Checked(one, one.stored.sha256 == one.sha256 and is_whole(one.sha256)) for one in files]


def version_is_whole(version: Version | None) -> bool:
    """Say whether what a version holds still has the hash that it was sent with."""
    return version is not None and digest(version.content) == version.digest


def bundle_of(dossier: ClosingDossier) -> bytes:
    """Return the standing version as one zip: its files, a manifest, sums that any tool checks."""
    files = list(files_of(dossier))
    corrections = list(DossierCorrection.objects.filter(dossier=dossier))
    out = BytesIO()
    with ZipFile(out, "w") as kept:
        for one in files:
            with open_content(one.sha256) as content:
                _put(kept, one.name, content.read())
        _put(kept, "manifest.json", _json(_manifest(dossier, files, corrections)))
        sums = "".join(f"{one.sha256}  {one.name}\n" for one in files)
        _put(kept, "SHA256SUMS", sums.encode())
    return out.getvalue()


def _put(kept: ZipFile, name: str, content: bytes) -> None:
    info = ZipInfo(name, EARLIEST)
    info.compress_type, info.external_attr, info.create_system = ZIP_DEFLATED, 0, 0
    kept.writestr(info, content)


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def _manifest(
    dossier: ClosingDossier, files: list[DossierFile], corrections: list[DossierCorrection]
) -> dict[str, object]:
    filing, version = dossier.filing, version_shown(dossier)
    archived = dossier.archived_at
    return {
        "title": filing.title,
        "class": dossier.training_class.number,
        "number": dossier.number,
        "first_sent_on": filing.first_sent_on.isoformat() if filing.first_sent_on else None,
        "archived_on": archived.astimezone(CHINA).date().isoformat() if archived else None,
        "archived_by": dossier.archived_by,
        "version": version.number if version else None,
        "version_sha256": version.digest if version else None,
        "files": [
            {"item": one.item, "name": one.name, "sha256": one.sha256, "size": one.size}
            for one in files
        ],
        "corrections": [
            {
                "item": one.item, "says": one.says, "reason": one.reason, "by": one.by,
                "office": one.office, "at": one.at.astimezone(CHINA).isoformat(),
            }
            for one in corrections
        ],
    }  # fmt: skip
