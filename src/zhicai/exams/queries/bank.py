"""What the bank holds, for those who were named to see it."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from zhicai.accounts.acting import Acting
from zhicai.accounts.models import Membership, Role, User
from zhicai.accounts.permissions import declared, holds, not_yours
from zhicai.exams.interchange.drafts import Asked, Draft, Known, Rest
from zhicai.exams.models import (
    BankMember,
    Basis,
    BasisVersion,
    BlindAnswer,
    Intake,
    Item,
    ItemBasis,
    ItemStatistic,
    ItemVersion,
    Reading,
)
from zhicai.exams.rules.bank import Resting, Standing
from zhicai.foundation.errors import NotYourPage, OutOfScope
from zhicai.foundation.text import Text
from zhicai.places.queries import in_force, places_under
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import curriculum_of, years_for

WRITE, READ_AGAIN, COMPOSE = "exams.write", "exams.read_again", "exams.compose"
NOT_NAMED = Text(
    "题库只对指定的人员开放。需要查看的，请专员（考核）培训实施工作组指定。",
    "The bank is open to named people only; ask the working group to name you.",
)


def may_be_named(acting: Acting) -> bool:
    """Say whether someone of this post can be named to see the bank at all."""
    return any(holds(acting, name) for name in (WRITE, READ_AGAIN, COMPOSE))


def is_named(acting: Acting, programme: str) -> bool:
    """Say whether the person was named to see the bank of a programme, and still is."""
    rows = BankMember.objects.filter(
        programme=programme, user_id=acting.user_id, ended_at__isnull=True
    )
    return may_be_named(acting) and rows.exists()


def require_named(acting: Acting, programme: str) -> None:
    """Raise OutOfScope for whoever has nothing to do with the bank, NotYourPage for the unnamed.

    A trainee or an officer of a county cannot tell that there is a bank.
    """
    if not may_be_named(acting):
        raise OutOfScope
    if not is_named(acting, programme):
        raise NotYourPage(NOT_NAMED)


def require_right(acting: Acting, programme: str, permission: str) -> None:
    """Raise unless the person was named and holds the permission."""
    require_named(acting, programme)
    if not holds(acting, permission):
        raise NotYourPage(not_yours(acting, permission))


def programmes_of(acting: Acting) -> set[str]:
    """Return the programmes of the person's own province."""
    return set(years_for(acting).values_list("programme", flat=True))


def members_of(programme: str) -> QuerySet[BankMember]:
    """Return who is named to see a bank, the first named first."""
    rows = BankMember.objects.filter(programme=programme, ended_at__isnull=True)
    return rows.select_related("user").order_by("pk")


def members_offered(year: ProgrammeYear, *, on: date) -> QuerySet[User]:
    """Return who can be named: people of the organisations whose posts write or read items."""
    present = posts_with((WRITE, READ_AGAIN), year, on=on)
    taken = members_of(year.programme).values("user")
    rows = User.objects.filter(memberships__in=present, is_active=True)
    return rows.exclude(pk__in=taken).distinct().order_by("name", "pk")


def posts_with(names: Iterable[str], year: ProgrammeYear, *, on: date) -> QuerySet[Membership]:
    """Return the posts in organisations of a year's province that hold one of the permissions."""
    kinds = {
        holder.organisation
        for name in names
        for holder in declared()[name].holders
        if holder.organisation
    }
    return Membership.objects.filter(
        in_force(on),
        role=Role.MEMBER,
        organisation__kind__in=kinds,
        place__in=places_under((year.province.code,), on=on),
    )


def items_in(programme: str) -> QuerySet[Item]:
    """Return the items of a bank with the text, marks and key of their latest version."""
    latest = ItemVersion.objects.filter(item=OuterRef("pk")).order_by("-number")
    return Item.objects.filter(programme=programme).annotate(
        latest=Subquery(latest.values("pk")[:1]),
        plain=Subquery(latest.values("plain")[:1]),
        marks=Subquery(latest.values("marks")[:1]),
    )


def listed_in(programme: str) -> QuerySet[Item]:
    """Return the items of a bank as a list shows them, with how candidates fared."""
    found = ItemStatistic.objects.filter(item_version=OuterRef("latest"))
    return items_in(programme).annotate(
        share=Subquery(found.values("share")[:1]), flags=Subquery(found.values("flags")[:1])
    )


def resting_on(rows: QuerySet[Item], basis: str) -> QuerySet[Item]:
    """Return the items whose latest version rests on a document, by its code."""
    rests = ItemBasis.objects.filter(
        item_version=OuterRef("latest"), basis_version__basis__code=basis
    )
    return rows.filter(Exists(rests))


def with_words(rows: QuerySet[Item], words: str) -> QuerySet[Item]:
    """Return the items with these words in their latest stem or in their code."""
    latest = ItemVersion.objects.filter(pk=OuterRef("latest"), plain__icontains=words)
    return rows.filter(Q(code__icontains=words) | Exists(latest))


def unchecked_by_lawyers(rows: QuerySet[Item]) -> QuerySet[Item]:
    """Return the items whose key no lawyer has confirmed."""
    return rows.filter(lawyer_checked=False)


def conspicuous(rows: QuerySet[Item]) -> QuerySet[Item]:
    """Return the items whose figures are conspicuous."""
    found = ItemStatistic.objects.filter(item_version=OuterRef("latest")).exclude(flags=[])
    return rows.filter(Exists(found))


def of_author(rows: QuerySet[Item], user: int) -> QuerySet[Item]:
    """Return the items that a user wrote."""
    return rows.filter(author_user=user)


def to_read(acting: Acting, programme: str) -> QuerySet[Item]:
    """Return the items that wait for a second reader and were not written or read by this one."""
    written = ItemVersion.objects.filter(item=OuterRef("pk"), made_by_user=acting.user_id)
    read = Reading.objects.filter(item_version=OuterRef("latest"), reader=acting.user_id)
    rows = items_in(programme).filter(state=Item.State.PROPOSED)
    rows = rows.exclude(author_user=acting.user_id).exclude(Exists(written)).exclude(Exists(read))
    return rows.order_by("changed_at", "pk")


def sent_back(acting: Acting, programme: str) -> QuerySet[Item]:
    """Return the items of one's own that a reader returned or whose basis has ended."""
    rows = Item.objects.filter(programme=programme, author_user=acting.user_id)
    back = Q(state=Item.State.REVIEW) | (Q(state=Item.State.DRAFT) & ~Q(why_review=""))
    return rows.filter(back).order_by("changed_at", "pk")


def readings_of(versions: Iterable[int]) -> QuerySet[Reading]:
    """Return what second readers found of versions, the latest first."""
    rows = Reading.objects.filter(item_version__in=versions)
    return rows.select_related("item_version").order_by("-pk")


def blind_answer_of(acting: Acting, version: ItemVersion) -> BlindAnswer | None:
    """Return what this reader answered before the key was shown."""
    return BlindAnswer.objects.filter(item_version=version, reader=acting.user_id).first()


def read_by(acting: Acting, version: ItemVersion) -> bool:
    """Say whether this reader has judged a version already."""
    return Reading.objects.filter(item_version=version, reader=acting.user_id).exists()


def statistic_of(version: ItemVersion) -> ItemStatistic | None:
    """Return how candidates fared with a version, None where it was never counted."""
    return ItemStatistic.objects.filter(item_version=version).first()


def counts_by_state(programme: str) -> dict[str, int]:
    """Return how many items of a bank are in each state."""
    rows = Item.objects.filter(programme=programme).order_by().values_list("state")
    return dict(rows.annotate(n=Count("pk")))


def live_by_topic(programme: str) -> dict[str, int]:
    """Return how many items are in use for each topic."""
    rows = Item.objects.filter(programme=programme, state=Item.State.LIVE).order_by()
    return dict(rows.values_list("topic").annotate(n=Count("pk")))


def bases_listed(programme: str) -> list[tuple[Basis, list[BasisVersion], int]]:
    """Return every document with its texts, the latest first, and how many items rest on it now."""
    latest = ItemVersion.objects.filter(item=OuterRef("item_version__item")).order_by("-number")
    rests = ItemBasis.objects.filter(
        item_version__item__programme=programme,
        item_version=Subquery(latest.values("pk")[:1]),
    )
    counts = dict(
        rests.exclude(item_version__item__state=Item.State.RETIRED)
        .order_by()
        .values_list("basis_version__basis")
        .annotate(n=Count("item_version__item", distinct=True))
    )
    rows = Basis.objects.prefetch_related("versions").order_by("kind", "zh")
    return [
        (one, sorted(one.versions.all(), key=lambda text: text.since, reverse=True),
         counts.get(one.pk, 0))
        for one in rows
    ]  # fmt: skip


def basis_for(pk: int) -> Basis:
    """Return a document; OutOfScope where there is none."""
    found = Basis.objects.filter(pk=pk).first()
    if found is None:
        raise OutOfScope
    return found


def texts_of(basis: Basis) -> QuerySet[BasisVersion]:
    """Return the texts of a document, the newest first."""
    return basis.versions.order_by("-since")


def text_for(basis: Basis, pk: int) -> BasisVersion:
    """Return a text of a document; OutOfScope where it is none of its."""
    found = basis.versions.filter(pk=pk).first()
    if found is None:
        raise OutOfScope
    return found


def outdated_rests(basis: Basis, programme: str) -> list[ItemBasis]:
    """Return where items in review rest on another text of a document than its newest."""
    newest = basis.versions.order_by("-since").values("pk")[:1]
    latest = ItemVersion.objects.filter(item=OuterRef("item_version__item")).order_by("-number")
    rows = ItemBasis.objects.filter(
        basis_version__basis=basis,
        item_version=Subquery(latest.values("pk")[:1]),
        item_version__item__programme=programme,
        item_version__item__state=Item.State.REVIEW,
    ).exclude(basis_version=Subquery(newest))
    return list(
        rows.select_related("item_version__item", "basis_version__basis").order_by(
            "item_version__item__code", "pk"
        )
    )


def texts_offered() -> list[tuple[str, str, BasisVersion]]:
    """Return every text that an item may rest on: its value in a form, its words, and itself."""
    rows = BasisVersion.objects.select_related("basis").order_by("basis__zh", "-since")
    return [
        (f"{one.basis.code}@{one.version}", f"{one.basis.zh}（{one.version}）", one) for one in rows
    ]


def item_for(acting: Acting, pk: int) -> Item:
    """Return an item of a bank that the person was named for; OutOfScope for any other."""
    found = Item.objects.filter(pk=pk, programme__in=programmes_of(acting)).first()
    if found is None or not is_named(acting, found.programme):
        raise OutOfScope
    return found


def latest_of(item: Item) -> ItemVersion:
    """Return the present version of an item with what it rests on."""
    rows = item.versions.prefetch_related("bases__basis_version__basis")
    return rows.order_by("-number")[0]


def latest_versions(items: Iterable[int]) -> dict[int, ItemVersion]:
    """Return the present version of each item, by the item."""
    newest = ItemVersion.objects.filter(item=OuterRef("item")).order_by("-number")
    rows = ItemVersion.objects.filter(item__in=items, pk=Subquery(newest.values("pk")[:1]))
    return {row.item_id: row for row in rows.select_related("item")}


def resting_of(versions: Iterable[int]) -> dict[int, list[Resting]]:
    """Return what versions of items rest on, by the version."""
    found: dict[int, list[Resting]] = {}
    rows = ItemBasis.objects.filter(item_version__in=versions)
    for row in rows.select_related("basis_version__basis"):
        text = row.basis_version
        found.setdefault(row.item_version_id, []).append(
            Resting(text.basis.zh, text.version, row.article, text.since, text.until)
        )
    return found


def standings_of(items: Iterable[int]) -> dict[int, Standing]:
    """Return what is known of items, by the item, in four queries however many there are."""
    latest = latest_versions(items)
    keys = {version.pk for version in latest.values()}
    resting = resting_of(keys)
    sound: dict[int, set[int]] = {}
    readings = Reading.objects.filter(item_version__in=keys, sound=True)
    for version, reader in readings.values_list("item_version", "reader"):
        sound.setdefault(version, set()).add(reader)
    writers: dict[int, set[int]] = {}
    written = ItemVersion.objects.filter(item__in=latest, made_by_user__isnull=False)
    for item, user in written.values_list("item", "made_by_user"):
        writers.setdefault(item, set()).add(user)
    return {
        item: Standing(
            version.item.state,
            frozenset(writers.get(item, set()) | {version.item.author_user_id or 0} - {0}),
            frozenset(sound.get(version.pk, ())),
            tuple(resting.get(version.pk, ())),
        )
        for item, version in latest.items()
    }


def topics_of(year: ProgrammeYear) -> dict[str, Text]:
    """Return the curriculum items that an item can be about, by id."""
    return {one.id: one.name for one in curriculum_of(year)}


def known_bases() -> list[Known]:
    """Return every document that items may rest on, with its texts."""
    return [
        Known(
            one.code,
            one.zh,
            tuple((text.version, text.since, text.until) for text in one.versions.all()),
        )
        for one in Basis.objects.prefetch_related("versions")
    ]


def asked_of(year: ProgrammeYear, *, on: date, topic: str = "", difficulty: int = 3) -> Asked:
    """Return what raw items of a programme are held against."""
    return Asked(topics_of(year), known_bases(), on, topic, difficulty)


def intake_for(acting: Acting, pk: int) -> Intake:
    """Return an import of one's own, in a bank that one was named for; OutOfScope for any other."""
    found = Intake.objects.filter(
        pk=pk, uploaded_by_user=acting.user_id, programme__in=programmes_of(acting)
    ).first()
    if found is None or not is_named(acting, found.programme):
        raise OutOfScope
    return found


def intakes_of(acting: Acting, programme: str) -> QuerySet[Intake]:
    """Return one's own imports, the latest first."""
    rows = Intake.objects.filter(programme=programme, uploaded_by_user=acting.user_id)
    return rows.exclude(counts__has_key="out")


def kinds_by_code(programme: str, codes: Iterable[str]) -> dict[str, str]:
    """Return the kinds of the items that have these codes already."""
    rows = Item.objects.filter(programme=programme, code__in=list(codes))
    return dict(rows.values_list("code", "kind"))


def stems_of(programme: str) -> dict[str, str]:
    """Return the latest stem of every item of a bank that is not retired, by its code."""
    newest = ItemVersion.objects.filter(item=OuterRef("item")).order_by("-number")
    rows = ItemVersion.objects.filter(
        item__programme=programme, pk=Subquery(newest.values("pk")[:1])
    ).exclude(item__state=Item.State.RETIRED)
    return dict(rows.values_list("item__code", "plain"))


def drafts_of(items: Iterable[int]) -> list[Draft]:
    """Return items as they are handed out, by topic and code, in three queries."""
    latest = latest_versions(items)
    rests: dict[int, list[Rest]] = {}
    rows = ItemBasis.objects.filter(item_version__in=[one.pk for one in latest.values()])
    for version, code, text, article in rows.order_by("pk").values_list(
        "item_version", "basis_version__basis__code", "basis_version__version", "article"
    ):
        rests.setdefault(version, []).append(Rest(code, text, article))
    versions = sorted(latest.values(), key=lambda one: (one.item.topic, one.item.code))
    return [
        Draft(
            one.item.kind, one.content, one.marks, one.item.difficulty, one.item.topic,
            tuple(rests.get(one.pk, ())), one.item.code, one.item.source,
        )
        for one in versions
    ]  # fmt: skip
