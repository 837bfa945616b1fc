"""The rules we ship against the notices' own catalogue in ``../shared``: ids, figures, words."""

import re
from decimal import Decimal

import pytest
from ruamel.yaml import YAML

from zhicai.law.library import PACKAGED, read_programme

PROGRAMMES = ("hubei-2022", "zhejiang-2024")
HAN = re.compile(r"[\u3400-\u9fff]")
LONGEST_RUN = 10
"""Chinese characters in a row that a sentence of ours may share with the notice, names apart."""

NAMES = (
    "习近平新时代中国特色社会主义思想",
    # Hubei: plans, bodies, systems and the titles of the curriculum
    "湖北企业知识产权“百千万”行动计划",
    "全省知识产权培训实施方案",
    "国家知识产权培训（湖北）基地",
    "县（市）区知识产权管理部门",
    "全省知识产权公共服务网",
    "新一代专利信息检索与分析系统",
    "“知慧桥”专利转化运用系统",
    "省知识产权局门户网站公共服务平台",
    "知识产权新法政策解读",
    "企业知识产权分析评议与专利导航",
    "知识产权风险防范与控制策略",
    "技术研发与高价值知识产权培育及挖掘",
    "知识产权检索查新技能实务（会检索查新）",
    "高质量专利撰写实务（会技术交底）",
    "知识产权类课题项目申报书撰写辅导（会项目申报）",
    "知识产权维权策略实务（会维权应对）",
    "企业知识产权标准化管理模式实务（会闭环管理）",
    "知识产权检索查新技能实务",
    "知识产权类课题项目申报书撰写辅导",
    "企业知识产权标准化管理模式实务",
    # Zhejiang: bodies, funds, platforms
    "省质量标准和知识产权强省工作领导小组",
    "浙江省质量标准和知识产权强省工作领导小组办公室",
    "国家海外知识产权纠纷应对指导中心地方分中心",
    "省级市场监管和知识产权专项资金",
    "国家级知识产权培训基地",
)

FIGURES_OF_THE_SUMMARY = {
    "province-names-core-teams": "regions / venue cities / core teams = 3 / 3 / 4",
    "province-names-regions": "regions / venue cities / core teams = 3 / 3 / 4",
    "course-design-covers-curriculum": "4 knows + 5 skills",
    "province-headline-ten-thousand": "万人, a name and not a quota: shown, not judged",
}
"""Rules whose figure stands in part 4 of the summary, not in the measure of their clause."""


@pytest.fixture(scope="module", params=PROGRAMMES)
def programme(request):
    return read_programme(PACKAGED / request.param)


@pytest.fixture(scope="session")
def whole_catalogue(shared):
    file = shared / "mission" / "clauses.yaml"
    return YAML(typ="safe", pure=True).load(file.read_text(encoding="utf-8"))


@pytest.fixture
def catalogue(whole_catalogue, programme):
    """The catalogue's clauses of this programme, by id."""
    return {row["id"]: row for row in whole_catalogue if row["doc"] == programme.id}


@pytest.fixture(scope="session")
def summary(shared):
    return (shared / "mission" / "systems-calendar-ambiguities.md").read_text(encoding="utf-8")


def han(text):
    return "".join(HAN.findall(text))


def written(value):
    """A value of the catalogue as our file writes it: text, or a tuple of texts."""
    if value is None:
        return None
    return tuple(map(str, value)) if isinstance(value, list) else str(value)


# --- the clauses themselves --------------------------------------------------------------------


def test_every_clause_of_the_notice_is_there_and_no_other(programme, catalogue):
    assert list(programme.clauses) == list(catalogue)


@pytest.mark.parametrize("column", ["section", "kind", "priority", "due"])
def test_clauses_stand_where_and_are_what_the_catalogue_says(programme, catalogue, column):
    differing = {
        clause.id: (getattr(clause, column), catalogue[clause.id][column])
        for clause in programme.clauses.values()
        if getattr(clause, column) != written(catalogue[clause.id][column])
    }
    assert differing == {}


def test_the_same_bodies_act(programme, catalogue):
    differing = {
        clause.id: (clause.actor, catalogue[clause.id]["actor"])
        for clause in programme.clauses.values()
        if list(clause.actor) != catalogue[clause.id]["actor"].split(" + ")
    }
    assert differing == {}


def test_the_same_figures_are_stated(programme, catalogue):
    for clause in programme.clauses.values():
        measure = catalogue[clause.id]["measure"]
        ours = clause.measure and clause.measure.model_dump()
        assert ours == (measure and {key: written(value) for key, value in measure.items()})


def test_clauses_name_the_open_points_that_touch_them(programme, catalogue):
    differing = {
        clause.id: (clause.points, catalogue[clause.id]["ambiguity"])
        for clause in programme.clauses.values()
        if sorted(clause.points) != sorted(catalogue[clause.id]["ambiguity"])
    }
    assert differing == {}


# --- our own words -----------------------------------------------------------------------------


def pairs(value, where=""):
    """Every pair of a Chinese and an English wording in a file's content, with where it stands."""
    if isinstance(value, dict):
        where = str(value.get("id", value.get("value", where)))
        if "zh" in value or "en" in value:
            yield where, value.get("zh"), value.get("en")
        for key, inner in value.items():
            yield from pairs(inner, f"{where} {key}")
    elif isinstance(value, list):
        for inner in value:
            yield from pairs(inner, where)


@pytest.fixture(scope="module")
def wordings(programme):
    """Every Chinese and English wording of a programme's files, with where it stands."""
    reader = YAML(typ="safe", pure=True)
    return [
        (f"{file.name}: {where}", zh, en)
        for file in sorted((PACKAGED / programme.id).rglob("*.yaml"))
        for where, zh, en in pairs(reader.load(file.read_text(encoding="utf-8")))
    ]


def test_everything_is_said_in_chinese_and_in_english(wordings):
    for where, zh, en in wordings:
        assert HAN.search(zh or ""), where
        assert re.search(r"[A-Za-z]", en or ""), where


def test_english_holds_no_chinese_but_names_in_quotes(wordings):
    quoted = re.compile(r"“[^”]*”|\"[^\"]*\"")
    mixed = [where for where, _, en in wordings if HAN.search(quoted.sub("", en))]
    assert mixed == []


def shared_run(ours, theirs):
    """The first run of more than LONGEST_RUN characters that both hold; names are no run."""
    for name in sorted(NAMES, key=len, reverse=True):
        ours = ours.replace(name, "|")
    length = LONGEST_RUN + 1
    for part in ours.split("|"):
        characters = han(part)
        for start in range(len(characters) - length + 1):
            if characters[start : start + length] in theirs:
                return characters[start : start + length]
    return None


def test_sentences_are_ours_and_not_the_notices(programme, catalogue):
    copied = {
        clause.id: run
        for clause in programme.clauses.values()
        if (run := shared_run(clause.zh, han(catalogue[clause.id]["quote"])))
    }
    assert copied == {}


def test_nothing_else_repeats_the_notice_either(wordings, catalogue):
    notice = "|".join(han(row["quote"]) for row in catalogue.values())
    copied = {
        where: run
        for where, zh, _ in wordings
        if not where.startswith("programme.yaml") and (run := shared_run(zh, notice))
    }
    assert copied == {}


# --- rules against clauses ---------------------------------------------------------------------


def figure_of(rule):
    """What a rule asks for, as the catalogue writes it: operator and value."""
    if rule.direction:
        return rule.direction, None
    if rule.between:
        return "between", tuple(str(value) for value in rule.between)
    for operator, value in ((">=", rule.at_least), ("<=", rule.at_most), ("=", rule.exactly)):
        if value is not None:
            return operator, str(value)
    raise AssertionError(rule.id)


def lead_of(programme, rule):
    """A lead of days or months, from the rule's window or from the setting's first start."""
    for lead in (rule.window.days, rule.window.months):
        if hasattr(lead, "parameter"):
            start = programme.parameters[lead.parameter].start
            return str(start[min(start)])
        if lead is not None:
            return str(lead)
    return None


def test_every_figure_of_a_rule_is_its_clauses(programme, catalogue):
    for rule in programme.obligations.values():
        measure = catalogue[rule.clause]["measure"]
        if measure is None:
            _, value = figure_of(rule)
            told = rule.id in FIGURES_OF_THE_SUMMARY
            assert told or rule.direction or Decimal(value) in (0, 1, 100), rule.id
        elif measure["unit"] in ("day", "month") and rule.unit != measure["unit"]:
            assert lead_of(programme, rule) == written(measure["value"]), rule.id
        elif measure["unit"] == "date":
            continue  # held by the calendar, below
        else:
            stated = (measure["operator"], written(measure["value"]), measure["unit"])
            assert (*figure_of(rule), rule.unit) == stated, rule.id


def test_every_date_of_a_clause_stands_in_a_window(programme, catalogue):
    dated = [*programme.obligations.values(), *programme.calendar]
    for clause, row in catalogue.items():
        days = re.findall(r"(?:\d{4}-)?(\d{2}-\d{2})", row["due"] or "")
        if not days or row["due"].startswith("from"):
            continue
        windows = [
            thing.window
            for thing in dated
            if clause in getattr(thing, "clauses", getattr(thing, "clause", ()))
        ]
        ends = {str(day)[-5:] for w in windows for day in (w.by, w.to) if day is not None}
        ends |= {"12-31" for w in windows if w.whole}
        begins = {str(w.opens)[-5:] for w in windows if w.opens is not None}
        assert days[-1] in ends, clause
        assert len(days) == 1 or days[0] in begins, clause


@pytest.mark.parametrize("kind", ["target", "deadline", "quota"])
def test_every_target_deadline_and_quota_has_a_rule(programme, catalogue, kind):
    ruled = {clause for rule in programme.obligations.values() for clause in rule.clauses}
    bare = [clause for clause, row in catalogue.items() if row["kind"] == kind]
    assert [clause for clause in bare if clause not in ruled] == []


def test_every_measure_of_a_clause_has_a_rule(programme, catalogue):
    ruled = {clause for rule in programme.obligations.values() for clause in rule.clauses}
    measured = [clause for clause, row in catalogue.items() if row["measure"]]
    assert [clause for clause in measured if clause not in ruled] == []


def test_every_open_point_of_the_summary_has_a_parameter(programme, summary):
    letters = programme.id[:1].upper() + {"hubei-2022": "B", "zhejiang-2024": "J"}[programme.id]
    points = re.findall(rf"^\| (A-{letters}-\d\d|X-\d\d) \|", summary, re.MULTILINE)
    assert len(set(points)) == {"hubei-2022": 32 + 5, "zhejiang-2024": 25 + 5}[programme.id]
    held = {parameter.point for parameter in programme.parameters.values()}
    assert sorted(set(points) - held) == []
    assert sorted(held - set(points)) == []
    assert sorted(programme.points) == sorted(set(points))


NEXT_TO_THEIR_POINT = {
    "handling-county-class-plan": "审核 on the way up, a fifth handling beside the four of A-HB-17",
    "handling-city-class-summary": "汇总报送, named in A-HB-17 but not in its appendix",
    "lecture-fee-most": "a ceiling under the rules that HB-4.3.e names; no point is about it",
    "training-day-most": "a ceiling under the rules that HB-4.3.e names; no point is about it",
    "cost-day-most": "a ceiling under the rules that HB-4.3.e names; no point is about it",
    "candidate-follow-up-due": "an undated duty of the calendar, set with the cycles of A-ZJ-09",
}
"""Parameters on a clause that the appendix does not list under their point, and why."""


def test_a_parameter_rests_on_clauses_that_its_point_touches(programme, summary):
    """Appendix of the summary: for each point of one document, the clauses that it touches."""
    touched = dict(re.findall(r"^\| (A-(?:HB|ZJ)-\d\d) \| ((?:HB|ZJ)-[^|]*?) \|$", summary, re.M))
    astray = {
        parameter.id: parameter.clause
        for parameter in programme.parameters.values()
        if parameter.point in touched
        and parameter.id not in NEXT_TO_THEIR_POINT
        and not set(parameter.clause) & set(touched[parameter.point].split(", "))
    }
    assert len(touched) == 32 + 25
    assert astray == {}


def test_every_clause_of_zhejiang_is_held_by_something():
    programme = read_programme(PACKAGED / "zhejiang-2024")
    assert [clause for clause, held in programme.rules_of_clause.items() if not held] == []


def test_zhejiang_has_four_pillars_and_sixteen_measures_in_one_run_of_numbers():
    """A-ZJ-18: 3 + 6 + 3 + 4, numbered on through the pillars."""
    pillars = read_programme(PACKAGED / "zhejiang-2024").head.pillars
    assert [len(pillar.measures) for pillar in pillars] == [3, 6, 3, 4]
    numbers = [measure.number for pillar in pillars for measure in pillar.measures]
    assert numbers == list(range(1, 17))
    for measure in (measure for pillar in pillars for measure in pillar.measures):
        assert all(clause.split(".")[2] == str(measure.number) for clause in measure.clause)


def test_the_head_of_a_matrix_column_is_short(programme):
    wide = [rule.id for rule in programme.obligations.values() if len(rule.short.zh) > 6]
    assert wide == []


def test_a_calendar_speaks_of_bodies_that_the_programme_names(programme):
    unknown = {
        line.id: name
        for line in programme.calendar
        for name in (*line.who, *line.to)
        if name not in programme.bodies
    }
    assert unknown == {}
