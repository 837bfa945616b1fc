"""What the law's tests are made of: one rule, one tiny programme folder, and ways to spoil it."""

from decimal import Decimal

from hypothesis import strategies as st

from zhicai.law.schema import Force, Obligation

HEAD = """\
id: small-2024
name: {zh: 小项目, en: Small programme}
province: "330000"
divisions: zhejiang
template: classes
years: {first: 2024, last: 2026}
notice:
  title: {zh: 通知, en: Notice}
  issuer: {zh: 省局, en: Office}
  addressees: [city]
  clause: [S-1]
tracks:
- id: preparatory
  name: {zh: 预科, en: Preparatory}
  headline: {zh: 预科, en: Preparatory}
  clause: S-1
"""

CLAUSES = """\
- id: S-1
  section: 一
  kind: role
  actor: [province]
  priority: core
  zh: 省局印发通知。
  en: The office issues the notice.
- id: S-2
  section: 二
  kind: quota
  actor: [county]
  priority: core
  measure: {metric: people, operator: '>=', value: 100, unit: person, period: year}
  zh: 每县一百人。
  en: A hundred people a county.
- id: S-3
  section: 三
  kind: deadline
  actor: [city]
  priority: core
  measure: {metric: lead, operator: '>=', value: 7, unit: day, period: per class}
  zh: 提前七天。
  en: Seven days ahead.
"""

BODIES = """\
bodies:
- id: county
  name: {zh: 县, en: County}
  seat: county
  clause: S-2
rights:
- body: county
  track: preparatory
  role: undertaking
  may: [run-class]
  clause: S-2
"""

OBLIGATIONS = """\
- id: county-trains-people
  clause: S-2
  says: {zh: 每县每年培训一百人。, en: Each county trains a hundred people a year.}
  short: {zh: 人数, en: People}
  who: county
  metric: training.people
  at_least: 100
  unit: person
  window: {from: 04-01, to: 11-30}
- id: city-files-list
  clause: S-3
  says: {zh: 开班前七天报名单。, en: The list is due seven days before the class.}
  short: {zh: 名单, en: List}
  who: city
  metric: filing.lists
  at_least: 1
  unit: document
  window: {before: class_start, days: {parameter: list-lead-days}}
"""

PARAMETERS = """\
- id: list-lead-days
  point: A-1
  clause: S-3
  asks: {zh: 提前几天？, en: How many days ahead?}
  changes: {zh: 填5，期限晚两天。, en: "With 5, it is due two days later."}
  kind: number
  whole: true
  unit: day
  least: 1
  start: {2024-01-01: 7}
  read_by: programmes
"""

POINTS = """\
- id: A-1
  asks: {zh: 提前几天？, en: How many days ahead?}
"""

FILES = {
    "programme.yaml": HEAD,
    "clauses.yaml": CLAUSES,
    "bodies.yaml": BODIES,
    "obligations.yaml": OBLIGATIONS,
    "points.yaml": POINTS,
    "parameters/dates.yaml": PARAMETERS,
}


def write_programme(root, name="small-2024", **changed):
    """Write a programme folder; ``obligations="…"`` replaces a file, None leaves it out."""
    folder = root / name
    for file, text in FILES.items():
        key = file.removesuffix(".yaml").rpartition("/")[2]
        text = changed.get(key, text)
        if text is None:
            continue
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        raw = text if isinstance(text, bytes) else text.replace("small-2024", name).encode()
        path.write_bytes(raw)
    return folder


def line_of(text, part):
    """Return the 1-based line on which ``part`` first stands."""
    return text[: text.index(part)].count("\n") + 1


def rule(**changed):
    """Return an obligation: a county trains at least 100 people, unless changed."""
    row = {
        "id": "county-trains-people",
        "clause": "S-2",
        "says": {"zh": "每县一百人。", "en": "A hundred people a county."},
        "short": {"zh": "人数", "en": "People"},
        "who": "county",
        "metric": "training.people",
        "unit": "person",
        "window": {"from": "04-01", "to": "11-30"},
        **changed,
    }
    aims = ("at_least", "at_most", "exactly", "between", "direction")
    if not any(aim in row for aim in aims):
        row["at_least"] = "100"
    return Obligation.model_validate(row)


counts = st.integers(min_value=0, max_value=300).map(Decimal)

aims = st.one_of(
    st.integers(0, 200).map(lambda n: {"at_least": str(n)}),
    st.integers(0, 200).map(lambda n: {"at_most": str(n)}),
    st.integers(0, 200).map(lambda n: {"exactly": str(n)}),
    st.tuples(st.integers(0, 100), st.integers(100, 200)).map(
        lambda ends: {"between": [str(end) for end in ends]}
    ),
    st.sampled_from(["increase", "improve"]).map(lambda way: {"direction": way}),
)

rules = st.builds(
    lambda aim, pace, force: rule(**aim, pace=pace, force=force),
    aims,
    st.sampled_from(["step", "linear"]),
    st.sampled_from([force.value for force in Force]),
)
