"""A dossier on its way: sent as one, returned or archived by the office, corrected beside."""

from collections.abc import Sequence
from datetime import date, datetime

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import require
from zhicai.audit.actions import record
from zhicai.dossiers.actions.closing import held_dossier, locked_dossier, refuse_shut
from zhicai.dossiers.actions.rosters import freeze_class
from zhicai.dossiers.announcements import DossierArchived
from zhicai.dossiers.closing import (
    dossier_document,
    dossier_handling,
    dues,
    terms_of,
)
from zhicai.dossiers.closing_papers import DossierText, Made, make_files
from zhicai.dossiers.models import ClosingDossier, DossierCorrection, DossierFile
from zhicai.dossiers.models.closing import Item
from zhicai.dossiers.queries.class_figures import changed_figures
from zhicai.dossiers.queries.closing import ARCHIVE, lacks_of
from zhicai.dossiers.queries.closing_text import text_of
from zhicai.dossiers.rules.closing import REPORT, ROSTER, WITH_DOSSIER, decide_sending
from zhicai.dossiers.rules.rosters import digest_of
from zhicai.files.actions import keep_file
from zhicai.files.models import StoredFile
from zhicai.filing import actions as filing_actions
from zhicai.filing.models import Filing
from zhicai.filing.queries import current_version
from zhicai.filing.rules import NUMBER, takes_supplements
from zhicai.foundation.announcements import announce
from zhicai.foundation.clock import CHINA
from zhicai.foundation.errors import BadInput, Fault, OutOfScope, Reason, Refused
from zhicai.foundation.text import Text
from zhicai.law.schema import Level
from zhicai.messages.actions import send_message
from zhicai.messages.models import Message
from zhicai.messages.rules import Addressee
from zhicai.planning.queries.asked import series_of
from zhicai.programmes.queries import law_of, settings_of
from zhicai.results.actions import lock_results

FORM = 1


@transaction.atomic
def send_dossier(dossier: ClosingDossier, *, by: Acting, at: datetime) -> ClosingDossier:
    """Send the items as one dossier to the provincial office (HB-3.2.6.6.e).

    Refused with every bound item that lacks something, each with its clause, where the report's
    figures are not those of the records, under review, archived, or late where nothing late is
    taken. The files are made, kept with their checksums and part of what is sent.
    """
    row = locked_dossier(dossier, by)
    found, year, on = row.training_class, row.programme_year, at.astimezone(CHINA).date()
    settings = settings_of(year, on=on)
    terms = terms_of(year, settings)
    refuse_shut(row)
    lacks = lacks_of([found], {found.pk: row})[found.pk]
    decide_sending(terms, lacks).insist()
    _insist_on_figures(row, on, terms.clause_of(REPORT))
    if terms.frozen == WITH_DOSSIER and ROSTER not in lacks:
        freeze_class(found, by=by, at=at)
    text = text_of(row, on=on)
    kept = [(made, _kept(made, by, at)) for made in make_files(text)]
    sending = filing_actions.Sending(
        handling=dossier_handling(year, settings),
        due=dues(year, settings).get(found.pk),
        supplement=takes_supplements(settings),
        clause=terms.clause or None,
    )
    sent = filing_actions.send(
        row.filing, by=by, content=_content(row, text, kept, lacks), terms=sending, at=at
    )
    _write_files(row, sent, kept)
    record(
        by, "dossiers.dossier_sent", row, place=found.place.code, clause=terms.clause,
        values={"files": len(kept), "roster": len(text.roster), "without": sorted(lacks)},
    )  # fmt: skip
    row.filing = sent
    return row


def _insist_on_figures(row: ClosingDossier, on: date, clause: str) -> None:
    """Raise Refused where the records count otherwise than the report says."""
    found = changed_figures(row, on=on)
    if not found:
        return
    names = Text(
        "、".join(one.kind.label.zh for one in found),
        ", ".join(one.kind.label.en for one in found),
    )
    says = Text(
        f"报告里的数字和现在的记录不一致：{names.zh}。请更新数字后再报送。",
        f"The report's figures differ from the records: {names.en}. Take them over first.",
    )
    raise Refused([Reason(says, clause or None, "figures")])


def _kept(made: Made, by: Acting, at: datetime) -> StoredFile:
    return keep_file(SimpleUploadedFile(made.name, made.content), by=by, at=at)


def _content(
    row: ClosingDossier,
    text: DossierText,
    kept: Sequence[tuple[Made, StoredFile]],
    lacks: dict[str, Text],
) -> dict[str, object]:
    """What a version keeps: figures, words, hashes of settlement, roster and files."""
    evaluation, settlement = text.evaluation, text.settlement
    return {
        "form": FORM,
        "class": text.number,
        "title": text.title,
        "figures": row.figures,
        "words": row.words,
        "evaluation": None
        if evaluation is None
        else {"on": evaluation.on.isoformat(), "scores": dict(evaluation.scores),
              "words": dict(evaluation.words)},
        "settlement": None
        if settlement is None
        else {"planned": settlement.planned, "spent": settlement.spent,
              "sha256": settlement.sha256, "on": settlement.settled_on.isoformat()},
        "roster": {"people": len(text.roster), "sha256": digest_of(text.roster)},
        "without": sorted(lacks),
        "files": [
            {"item": made.item, "name": made.name, "sha256": stored.sha256, "size": stored.size}
            for made, stored in kept
        ],
    }  # fmt: skip


def _write_files(
    row: ClosingDossier, filing: Filing, kept: Sequence[tuple[Made, StoredFile]]
) -> None:
    version = current_version(filing)
    number = version.number if version is not None else 1
    if DossierFile.objects.filter(dossier=row, version=number).exists():
        return
    DossierFile.objects.bulk_create(
        DossierFile(
            dossier=row, version=number, position=position, item=made.item, name=made.name,
            stored=stored, sha256=stored.sha256, size=stored.size,
        )
        for position, (made, stored) in enumerate(kept, 1)
    )  # fmt: skip


@transaction.atomic
def withdraw_dossier(dossier: ClosingDossier, *, by: Acting, at: datetime) -> ClosingDossier:
    """Take the dossier back, as long as the provincial office has done nothing with it."""
    row = locked_dossier(dossier, by)
    row.filing = filing_actions.withdraw(row.filing, by=by, at=at)
    return row


def _reviewed(dossier: ClosingDossier, by: Acting) -> ClosingDossier:
    require(by, ARCHIVE)
    row = held_dossier(dossier.pk)
    if row.programme_year.province.code != by.province:
        raise OutOfScope
    return row


@transaction.atomic
def return_dossier(
    dossier: ClosingDossier,
    *,
    by: Acting,
    opinion: str,
    at: datetime,
    notes: Sequence[filing_actions.Note] = (),
    until: date | None = None,
) -> ClosingDossier:
    """Return a dossier with remarks at its items, where its handling allows that (HB-3.2.6.6.f)."""
    row = _reviewed(dossier, by)
    row.filing = filing_actions.return_for_changes(
        row.filing, by=by, opinion=opinion, remarks=notes, until=until, at=at
    )
    return row


@transaction.atomic
def archive_dossier(
    dossier: ClosingDossier, *, by: Acting, at: datetime, opinion: str = "", number: str = ""
) -> ClosingDossier:
    """Accept a dossier: numbered, dated, read-only for good (HB-3.2.6.6.f).

    The class's results that are final are locked with it. Numbers run on over the year's classes.
    """
    row = _reviewed(dossier, by)
    year = row.programme_year
    pattern = dossier_document(year).number or NUMBER
    numbering = filing_actions.Numbering(
        year.year, pattern, number.strip(), within=f"{series_of(year)}/"
    )
    row.filing = filing_actions.settle(
        row.filing, by=by, at=at, opinion=opinion, numbering=numbering
    )
    row.number, row.archived_at, row.archived_by = row.filing.number, at, by.name
    row.save(update_fields=["number", "archived_at", "archived_by"])
    locked = lock_results(row.training_class_id, by=by, at=at)
    clause = law_of(year).cites("dossiers.archive") or ""
    record(by, "dossiers.dossier_archived", row, place=row.training_class.place.code,
           clause=clause, values={"number": row.number, "locked": locked})  # fmt: skip
    announce(DossierArchived((row.training_class_id,), at))
    return row


@transaction.atomic
def answer_dossier_opinion(
    dossier: ClosingDossier, *, remark_id: int | None, by: Acting, answer: str, at: datetime
) -> None:
    """Say how an opinion on the dossier was met; BadInput where none is named."""
    row = locked_dossier(dossier, by)
    if remark_id is None:
        says = Text("请选择要答复的意见。", "Choose the opinion to answer.")
        raise BadInput([Fault(says, field="remark")])
    remark = row.filing.remarks.select_related("filing").filter(pk=remark_id).first()
    if remark is None:
        raise OutOfScope
    filing_actions.answer_remark(remark, by=by, answer=answer, at=at)


@transaction.atomic
def correct_dossier(
    dossier: ClosingDossier, *, item: str, says: str, reason: str, by: Acting, at: datetime
) -> DossierCorrection:
    """Enter a correction of an archived dossier: it stands beside it with its reason.

    The provincial office is told. BadInput without words or reason, Refused before archiving.
    """
    row = locked_dossier(dossier, by)
    faults = []
    if item not in Item.values:
        faults.append(Fault(Text("请选择要更正的材料。", "Choose the item."), field="item"))
    if not says.strip():
        faults.append(Fault(Text("请写明更正内容。", "Say what is to be read."), field="says"))
    if not reason.strip():
        faults.append(Fault(Text("请写明更正原因。", "Give the reason."), field="reason"))
    if faults:
        raise BadInput(faults)
    clause = law_of(row.programme_year).cites("dossiers.archive") or ""
    if row.archived_at is None:
        words = Text(
            "材料还没有归档，直接修改即可。", "The dossier is not archived; change it itself."
        )
        raise Refused([Reason(words, clause or None)])
    made = DossierCorrection.objects.create(
        dossier=row, item=item, says=says.strip()[:4000], reason=reason.strip()[:400], at=at,
        by=by.name, office=by.office,
    )  # fmt: skip
    record(by, "dossiers.dossier_corrected", row, place=row.training_class.place.code,
           clause=clause, reason=made.reason, values={"item": item})  # fmt: skip
    _tell(row, made, by, at)
    return made


def _tell(row: ClosingDossier, made: DossierCorrection, by: Acting, at: datetime) -> None:
    title = Text("{office}更正《{title}》", "{office} corrected “{title}”").format_map(
        {"office": by.office, "title": row.filing.title}
    )
    page = reverse("dossiers:closing_dossier", args=[row.training_class_id])
    send_message(
        Addressee(place_id=row.filing.receiver_id, level=Level(row.filing.receiver_level)),
        kind=Message.Kind.FILING, title=title, body=Text(made.says, made.says), by=by, at=at,
        key=f"dossier-correction-{made.pk}", link=page, about=f"filing-{row.filing_id}",
    )  # fmt: skip
