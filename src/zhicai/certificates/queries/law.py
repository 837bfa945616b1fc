"""What a programme says of certificates: which track leads to one, kinds, words, clauses."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from zhicai.accounts.acting import Acting
from zhicai.accounts.permissions import holds
from zhicai.certificates.rules import COMPLETION, SPECIALIST, Clauses, kinds_of
from zhicai.foundation.text import Text
from zhicai.law.programme import Programme
from zhicai.law.schema import Obligation
from zhicai.programmes.models import ProgrammeYear
from zhicai.programmes.queries import law_of, rights_of, settings_of
from zhicai.programmes.settings_in_force import Settings
from zhicai.results.decision import rules_of
from zhicai.training.models import TrainingClass

ISSUE, END, READ = "certificates.issue", "certificates.end", "certificates.read"
QUEUE, PAPERS = "certificates.queue", "certificates.papers"
UNMET = "certificates.issued_without_three_passes"
RIGHT = "issue-certificate"
ISSUES, TYPES, ISSUER, YEARS = (
    "rule-certificate", "certificate-types", "certificate-issuer", "certificate-validity-years",
)  # fmt: skip
PATTERN, DAYS = "certificate-number-pattern", "certificate-issue-days"
PATTERNS = {SPECIALIST: PATTERN, COMPLETION: "completion-number-pattern"}
TITLES = {SPECIALIST: "certificate-title", COMPLETION: "completion-title"}
ENGLISH = {SPECIALIST: "certificate-title-english", COMPLETION: "completion-title-english"}
UNDERTAKING = "undertaking"


@dataclass(frozen=True)
class CertificateLaw:
    """The rules of a year by which certificates are issued, as they stand on a day."""

    year: ProgrammeYear
    law: Programme
    settings: Settings
    on: date

    @property
    def rule(self) -> Obligation | None:
        """The duty that no certificate is issued with an unmet condition; it names the track."""
        return next((one for one in self.law.obligations.values() if one.metric == UNMET), None)

    @property
    def track(self) -> str:
        """The track that leads to a certificate, empty where none does."""
        return (self.rule.track or "") if self.rule is not None else ""

    @property
    def issues(self) -> bool:
        """Whether certificates are issued at all."""
        return bool(self.settings.get(ISSUES)) and bool(self.track)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds that are issued."""
        return kinds_of(self.settings.get(TYPES)) if self.issues else ()

    @property
    def days(self) -> int | None:
        """Within how many days after a class certificates are issued."""
        found = self.settings.get(DAYS)
        return int(found) if found else None

    def clause(self, parameter: str) -> str | None:
        """Return the clause of a setting."""
        found = self.law.parameters.get(parameter)
        return found.clause[0] if found else None

    @property
    def late_before(self) -> date | None:
        """Classes that ended before this day are late with their certificates."""
        return self.on - timedelta(days=self.days) if self.days else None

    @property
    def clauses(self) -> dict[str, str | None]:
        """The clauses of refusals that do not depend on a class."""
        return {
            "issues": self.clause(ISSUES),
            "track": self.law.cites("certificates.track"),
            "award": self.rule.clause if self.rule else self.clause(ISSUES),
            "kinds": self.clause(TYPES),
            "pattern": self.clause(PATTERN),
            "days": self.clause(DAYS),
        }

    def clauses_of(self, found: TrainingClass) -> Clauses:
        """Return the clauses of every refusal for a class: those of its decision beside ours."""
        decided: Mapping[str, str | None] = rules_of(found).clauses
        return {**decided, **self.clauses}

    def pattern(self, kind: str) -> str:
        """Return by which pattern a kind is numbered."""
        return str(self.settings.get(PATTERNS[kind]) or "")

    def title(self, kind: str) -> Text:
        """Return what stands above a certificate, in both languages."""
        zh = self.settings.get(TITLES[kind]) or ""
        en = self.settings.get(ENGLISH[kind]) or ""
        return Text(str(zh), str(en))

    def issuer(self, found: TrainingClass) -> str:
        """Return whose name stands below a certificate of a class (A-HB-11)."""
        if self.settings.get(ISSUER) == UNDERTAKING and found.run_by is not None:
            return found.run_by.name
        return self.law.head.notice.issuer.zh

    @property
    def validity(self) -> int | None:
        """For how many years a certificate counts, None without an end."""
        found = self.settings.get(YEARS)
        return int(found) if found else None

    @property
    def programme_title(self) -> str:
        """The programme's name with its year, as certificates bear it."""
        return f"{self.law.head.name.zh}（{self.year.year} 年度）"


def certificate_law(year: ProgrammeYear, *, on: date) -> CertificateLaw:
    """Return the rules of a year as they stand on a day."""
    return CertificateLaw(year, law_of(year), settings_of(year, on=on), on)


def leads_to_certificate(found: TrainingClass, *, on: date) -> bool:
    """Say whether a class leads to a certificate: its track does, and the programme issues them."""
    law = certificate_law(found.programme_year, on=on)
    return law.issues and found.track == law.track


def may_issue_in(acting: Acting, law: CertificateLaw) -> bool:
    """Say whether the user issues the certificates of a year, by the programme's rights."""
    if not law.issues or not holds(acting, ISSUE):
        return False
    if law.year.province.code != acting.province:
        return False
    return any(
        right.track == law.track and RIGHT in right.may
        for right in rights_of(law.year, acting, on=law.on)
    )
