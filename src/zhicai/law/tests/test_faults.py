"""What an office gets wrong in its rules: file, line, and what is expected there."""

import re

import pytest

from zhicai.foundation.errors import LawError
from zhicai.law.folder import read_programme
from zhicai.law.tests.making import (
    BODIES,
    CLAUSES,
    HEAD,
    OBLIGATIONS,
    PARAMETERS,
    line_of,
    write_programme,
)

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def fault(tmp_path, **changed):
    with pytest.raises(LawError) as caught:
        read_programme(write_programme(tmp_path, **changed))
    error = caught.value
    assert CHINESE.search(error.expected.zh), "the fault is told in Chinese too"
    assert "pydantic" not in str(error)
    return error.file, error.line, error.expected.en


def test_the_small_programme_is_good(tmp_path):
    programme = read_programme(write_programme(tmp_path))
    assert list(programme.obligations) == ["county-trains-people", "city-files-list"]
    assert programme.files["Obligation:city-files-list"] == ("small-2024/obligations.yaml", 10)
    assert programme.rules_of_clause["S-3"] == (
        "obligation:city-files-list",
        "parameter:list-lead-days",
    )


class TestYaml:
    def test_a_key_that_stands_twice(self, tmp_path):
        wrong = OBLIGATIONS.replace("  who: county\n", "  who: county\n  who: city\n")
        assert fault(tmp_path, obligations=wrong) == (
            "small-2024/obligations.yaml",
            line_of(wrong, "who: city"),
            "“who” stands twice; keep one.",
        )

    def test_bad_indentation(self, tmp_path):
        wrong = OBLIGATIONS.replace("  who: county\n", "   who: county\n")
        file, line, says = fault(tmp_path, obligations=wrong)
        assert file == "small-2024/obligations.yaml"
        assert line == line_of(wrong, "who: county")
        assert says.startswith("this is not YAML; check indentation, colons and quotes")

    def test_a_tab(self, tmp_path):
        wrong = OBLIGATIONS.replace("  who: county\n", "\twho: county\n")
        _, line, says = fault(tmp_path, obligations=wrong)
        assert line == line_of(wrong, "who: county")
        assert "no tabs" in says

    def test_a_bracket_left_open(self, tmp_path):
        _, line, says = fault(tmp_path, bodies=BODIES.replace("[run-class]", "[run-class"))
        assert line in (line_of(BODIES, "clause: S-2\nrights"), BODIES.count("\n"))
        assert "not YAML" in says

    def test_an_anchor_and_what_it_could_do(self, tmp_path):
        bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
            f"{name}: &{name} [{','.join(['*' + before] * 9)}]\n"
            for before, name in zip("abcdefgh", "bcdefghi", strict=True)
        )
        assert fault(tmp_path, bodies=bomb) == (
            "small-2024/bodies.yaml",
            1,
            "no anchors (&) and aliases (*); write the content out.",
        )

    def test_an_alias_of_itself(self, tmp_path):
        assert "no anchors" in fault(tmp_path, bodies="bodies: &b [*b]\n")[2]

    def test_a_merge_key(self, tmp_path):
        wrong = "base: &base {seat: county}\nbodies:\n- <<: *base\n"
        assert "no anchors" in fault(tmp_path, bodies=wrong)[2]

    def test_nesting_without_end(self, tmp_path):
        assert fault(tmp_path, bodies="bodies: " + "[" * 3_000)[2].startswith("nested too deeply")

    def test_a_control_character(self, tmp_path):
        wrong = OBLIGATIONS.replace("filing.lists", "filing.\x07lists")
        _, line, says = fault(tmp_path, obligations=wrong)
        assert line == line_of(wrong, "\x07")
        assert says == "remove the control character here."

    def test_two_documents_in_one_file(self, tmp_path):
        assert "not YAML" in fault(tmp_path, bodies=BODIES + "---\n" + BODIES)[2]

    def test_a_key_that_is_no_word(self, tmp_path):
        assert fault(tmp_path, bodies="? [a, b]\n: c\n")[2] == "a key must be a plain word."

    def test_a_python_object_is_only_text(self, tmp_path):
        wrong = HEAD.replace('province: "330000"', "province: !!python/name:os.system x")
        assert read_programme(write_programme(tmp_path, programme=wrong)).head.province == "x"


class TestFiles:
    def test_a_file_that_is_missing(self, tmp_path):
        assert fault(tmp_path, obligations=None) == (
            "small-2024/obligations.yaml",
            1,
            "this file is missing.",
        )

    def test_a_file_whose_name_is_a_slip(self, tmp_path):
        folder = write_programme(tmp_path)
        (folder / "calender.yaml").write_text("[]", encoding="utf-8")
        with pytest.raises(LawError) as caught:
            read_programme(folder)
        assert caught.value.file == "small-2024/calender.yaml"
        assert caught.value.expected.en == "the file's name should be calendar.yaml."

    def test_a_file_in_gb18030(self, tmp_path):
        assert fault(tmp_path, obligations=OBLIGATIONS.encode("gb18030")) == (
            "small-2024/obligations.yaml",
            line_of(OBLIGATIONS, "每县"),
            "save the file as UTF-8.",
        )

    def test_a_file_saved_by_windows_with_a_mark_in_front(self, tmp_path):
        raw = OBLIGATIONS.replace("\n", "\r\n").encode("utf-8-sig")
        assert read_programme(write_programme(tmp_path, obligations=raw)).obligations

    def test_a_file_of_three_megabytes(self, tmp_path):
        assert fault(tmp_path, clauses=b"# " + b"x" * 3_000_000) == (
            "small-2024/clauses.yaml",
            1,
            "the file exceeds 2 MB.",
        )

    def test_a_folder_where_a_file_should_be(self, tmp_path):
        folder = write_programme(tmp_path, bodies=None)
        (folder / "bodies.yaml").mkdir()
        with pytest.raises(LawError) as caught:
            read_programme(folder)
        assert "cannot be read" in caught.value.expected.en

    @pytest.mark.parametrize("text", ["", "# nothing yet\n"])
    def test_an_empty_file(self, tmp_path, text):
        file, line, says = fault(tmp_path, bodies=text)
        assert (file, line) == ("small-2024/bodies.yaml", 1)
        assert says.startswith("expected a group of keys")


class TestShape:
    def test_an_unknown_key_gets_the_nearest_one(self, tmp_path):
        wrong = OBLIGATIONS.replace("  who: city", "  hwo: city")
        assert fault(tmp_path, obligations=wrong) == (
            "small-2024/obligations.yaml",
            line_of(wrong, "hwo: city"),
            "there is no key “hwo”; did you mean “who”?",
        )

    def test_a_key_that_is_like_no_other_gets_the_list(self, tmp_path):
        wrong = PARAMETERS + "  zzz: 1\n"
        _, line, says = fault(tmp_path, dates=wrong)
        assert line == line_of(wrong, "zzz: 1")
        assert says.startswith("there is no key “zzz”; the keys are id, point, clause, asks")

    def test_a_key_that_is_missing(self, tmp_path):
        wrong = OBLIGATIONS.replace("  unit: document\n", "")
        assert fault(tmp_path, obligations=wrong) == (
            "small-2024/obligations.yaml",
            line_of(wrong, "- id: city-files-list"),
            "“unit” is missing.",
        )

    @pytest.mark.parametrize(
        ("old", "new", "expected"),
        [
            ("at_least: 100", "at_least: many", "at_least: expected a number (now “many”)."),
            ("at_least: 100", "at_least: [1]", "at_least: expected a number."),
            (
                "who: county",
                "who: country",
                "who: expected one of province, city, county; did you mean “county”?",
            ),
            (
                "who: county",
                "who: 5",
                "who: expected one of province, city, county (now “5”).",
            ),
            ("unit: person", "unit: {a: b}", "unit: expected text."),
            ("unit: person", "judged: maybe", "“unit” is missing."),
            (
                "unit: person",
                "unit: person\n  judged: maybe",
                "judged: expected true or false (now “maybe”).",
            ),
            (
                "unit: person",
                "unit: person\n  years: [twenty]",
                "years.1: expected a whole number (now “twenty”).",
            ),
            (
                "at_least: 100",
                "between: [1]",
                "between: one more value is needed.",
            ),
            (
                "metric: training.people",
                "metric: people",
                "metric: a metric is app.name, such as training.preparatory_classes_held"
                " (now “people”).",
            ),
            (
                "id: county-trains-people",
                "id: County trains",
                "id: the id “County trains” may hold small letters, digits and hyphens only.",
            ),
            (
                "at_least: 100",
                "at_least: 100\n  at_most: 5",
                "write exactly one of at_least, at_most, exactly, between, direction.",
            ),
            (
                "at_least: 100",
                "between: [5, 1]",
                "the first number of between must not exceed the second.",
            ),
            (
                "says: {zh: 每县每年培训一百人。, en: Each county trains a hundred people a year.}",
                "says: 每县每年培训一百人。",
                "says: expected both languages, {zh: …, en: …}; quote a sentence with a comma or"
                " colon.",
            ),
            (
                "en: Each county trains a hundred people a year.",
                "en: ",
                "says: “en” must not be empty.",
            ),
        ],
    )
    def test_a_value_of_the_wrong_kind(self, tmp_path, old, new, expected):
        assert old in OBLIGATIONS
        wrong = OBLIGATIONS.replace(old, new, 1)
        file, line, says = fault(tmp_path, obligations=wrong)
        assert (file, says) == ("small-2024/obligations.yaml", expected)
        assert 1 <= line <= wrong.count("\n")

    @pytest.mark.parametrize(
        ("window", "expected"),
        [
            ("{by: 31.3.}", "window.by: expected 03-31 (each year) or 2024-09-11 (one day)"),
            ("{by: 02-30}", "window.by: expected 03-31 (each year) or 2024-09-11 (one day)"),
            ("{by: 2023-02-29}", "window.by: expected 03-31 (each year) or 2024-09-11"),
            ("{by: 1711843200}", "window.by: expected 03-31 (each year) or 2024-09-11"),
            ("{by: 03-31, whole: year}", "window: write exactly one of by, from/to, before"),
            ("{from: 04-01}", "window: write exactly one of"),
            ("{by: 03-31, from: 01-01}", "window: from needs a to."),
            ("{from: 11-30, to: 04-01}", "window: from must not lie after to."),
            ("{from: 2024-01-01, to: 04-01}", "window: give both from and to a year, or neither."),
            ("{before: class_start}", "window: before and after need days or months"),
            ("{by: 03-31, days: 7}", "window: before and after need days or months"),
            ("{before: class_start, days: week}", "window.days: expected a whole number or"),
            ("{after: class_end, days: {param: x}}", "window.days: expected a whole number or"),
            ("{whole: month}", "window.whole: expected one of year (now “month”)."),
            ("{bye: 03-31}", "window: there is no key “bye”; did you mean “by”?"),
            ("03-31", "window: expected a group of keys, out of by, from, to"),
        ],
    )
    def test_a_window_that_is_none(self, tmp_path, window, expected):
        wrong = OBLIGATIONS.replace("{from: 04-01, to: 11-30}", window)
        _, line, says = fault(tmp_path, obligations=wrong)
        assert line == line_of(wrong, "window:")
        assert says.startswith(expected)

    def test_a_list_that_is_none(self, tmp_path):
        wrong = BODIES.replace("bodies:\n- id", "bodies:\n  id").replace("\n  name", "\n  name", 1)
        _, line, says = fault(tmp_path, bodies=wrong.split("rights:")[0])
        assert line == 1
        assert says == "bodies: expected a list, each entry starting with -."

    def test_an_entry_that_is_no_group_of_keys(self, tmp_path):
        wrong = OBLIGATIONS + "- county holds classes\n"
        _, line, says = fault(tmp_path, obligations=wrong)
        assert line == line_of(wrong, "- county holds classes")
        assert says.startswith("expected a group of keys")

    def test_a_file_that_is_no_list(self, tmp_path):
        assert fault(tmp_path, obligations="id: x\n")[1:] == (
            1,
            "expected a list, each entry starting with -.",
        )

    def test_an_id_that_stands_twice(self, tmp_path):
        wrong = OBLIGATIONS.replace("city-files-list", "county-trains-people")
        _, line, says = fault(tmp_path, obligations=wrong)
        assert line == line_of(wrong, "\n- id: county-trains-people\n  clause: S-3") + 1
        assert says == "the id “county-trains-people” stands twice."

    def test_an_id_that_stands_in_two_files_of_parameters(self, tmp_path):
        folder = write_programme(tmp_path)
        (folder / "parameters" / "more.yaml").write_text(PARAMETERS, encoding="utf-8")
        with pytest.raises(LawError) as caught:
            read_programme(folder)
        assert caught.value.file == "small-2024/parameters/more.yaml"
        assert caught.value.expected.en == "the id “list-lead-days” stands twice."

    def test_a_body_that_stands_twice(self, tmp_path):
        entry = BODIES.partition("rights:")[0].removeprefix("bodies:\n")
        wrong = BODIES.replace(entry, entry + entry)
        assert fault(tmp_path, bodies=wrong)[2] == "the id “county” stands twice."

    def test_an_id_that_is_not_the_folders(self, tmp_path):
        wrong = HEAD.replace("id: small-2024", "id: other-2024")
        assert fault(tmp_path, programme=wrong) == (
            "small-2024/programme.yaml",
            1,
            "id must be the folder's name, small-2024.",
        )

    def test_years_that_run_backwards(self, tmp_path):
        wrong = HEAD.replace("{first: 2024, last: 2026}", "{first: 2026, last: 2024}")
        assert "first must not lie after last" in fault(tmp_path, programme=wrong)[2]

    def test_a_date_that_is_none(self, tmp_path):
        wrong = HEAD.replace("  addressees", "  issued_on: 11/09/2024\n  addressees")
        _, line, says = fault(tmp_path, programme=wrong)
        assert line == line_of(wrong, "issued_on")
        assert says == ("notice.issued_on: expected a date such as 2024-09-11 (now “11/09/2024”).")


class TestAcrossFiles:
    def test_an_unknown_clause(self, tmp_path):
        wrong = OBLIGATIONS.replace("clause: S-3", "clause: S-9")
        assert fault(tmp_path, obligations=wrong) == (
            "small-2024/obligations.yaml",
            line_of(wrong, "- id: city-files-list"),
            "city-files-list: there is no clause S-9; did you mean S-3?",
        )

    def test_no_clause_at_all(self, tmp_path):
        wrong = BODIES.replace("  seat: county\n  clause: S-2", "  seat: county\n  clause: []")
        _, line, says = fault(tmp_path, bodies=wrong)
        assert (line, says) == (2, "county: name the clause it rests on.")

    @pytest.mark.parametrize(
        ("old", "new", "stated"),
        [
            ("at_least: 100", "at_least: 90", "S-2: >= 100 person"),
            ("at_least: 100", "at_most: 100", "S-2: >= 100 person"),
            ("at_least: 100", "exactly: 100", "S-2: >= 100 person"),
            ("unit: person", "unit: class", "S-2: >= 100 person"),
            ("days: {parameter: list-lead-days}", "days: 5", "S-3: >= 7 day"),
        ],
    )
    def test_a_figure_that_is_not_the_clauses(self, tmp_path, old, new, stated):
        wrong = OBLIGATIONS.replace(old, new)
        says = fault(tmp_path, obligations=wrong)[2]
        assert says.endswith(f"differs from clause {stated}.")

    def test_a_figure_that_a_setting_starts_with_is_held_too(self, tmp_path):
        says = fault(tmp_path, dates=PARAMETERS.replace("2024-01-01: 7", "2024-01-01: 6"))[2]
        assert says == "city-files-list: differs from clause S-3: >= 7 day."

    def test_a_figure_may_be_written_with_decimals(self, tmp_path):
        written = OBLIGATIONS.replace("at_least: 100", "at_least: 100.0")
        assert read_programme(write_programme(tmp_path, obligations=written)).obligations

    def test_an_unknown_parameter_body_track_unit_or_point(self, tmp_path):
        for number, (old, new, expected) in enumerate(
            [
                ("parameter: list-lead-days", "parameter: list-led-days", "no parameter list-led"),
                ("who: city", "who: city\n  body: county-office", "no body county-office"),
                ("who: city", "who: city\n  track: prep", "no track prep"),
                ("unit: document", "unit: documents", "no unit documents; did you mean document?"),
                ("unit: document", "unit: document\n  points: [A-2]", "no open point A-2"),
                ("unit: document", "unit: document\n  years: [2029]", "2029 is not a year of"),
                (
                    "unit: document",
                    "unit: document\n  force_by: list-lead-days",
                    "list-lead-days must be a choice",
                ),
            ]
        ):
            wrong = OBLIGATIONS.replace(old, new)
            _, line, says = fault(tmp_path / str(number), obligations=wrong)
            assert line == line_of(wrong, "- id: city-files-list")
            assert expected in says

    def test_a_right_of_a_body_that_is_not_there(self, tmp_path):
        wrong = BODIES.replace("- body: county", "- body: country")
        _, line, says = fault(tmp_path, bodies=wrong)
        assert line == line_of(wrong, "- body: country")
        assert "no body country; did you mean county?" in says

    def test_a_document_due_with_a_rule_that_is_not_there(self, tmp_path):
        folder = write_programme(tmp_path)
        (folder / "documents.yaml").write_text(
            "- id: list\n  name: {zh: 名单, en: List}\n  clause: S-3\n  from_level: city\n"
            "  to_level: province\n  handling: filing\n  due: city-files-lists\n",
            encoding="utf-8",
        )
        with pytest.raises(LawError, match="city-files-lists，是不是 city-files-list"):
            read_programme(folder)


class TestParameters:
    @pytest.mark.parametrize(
        ("old", "new", "expected"),
        [
            ("2024-01-01: 7", "2024-01-01: seven", "start: list-lead-days needs a number."),
            ("2024-01-01: 7", "2024-01-01: 7.5", "start: list-lead-days needs a whole number."),
            ("2024-01-01: 7", "2024-01-01: 0", "start: list-lead-days is at least 1."),
            ("2024-01-01: 7", "2024-01-01: ", "start: list-lead-days needs a value."),
            ("{2024-01-01: 7}", "{}", "start: start needs at least one value."),
            ("{2024-01-01: 7}", "{soon: 7}", "start.soon: expected a date such as"),
            ("kind: number", "kind: choice", "choices: list choices where kind is choice"),
            ("point: A-1", "point: A-7", "list-lead-days: there is no open point A-7"),
        ],
    )
    def test_a_start_that_does_not_fit(self, tmp_path, old, new, expected):
        assert old in PARAMETERS
        file, _, says = fault(tmp_path, dates=PARAMETERS.replace(old, new))
        assert file == "small-2024/parameters/dates.yaml"
        assert expected.partition(": ")[2] in says


def test_clauses_that_stand_twice(tmp_path):
    wrong = CLAUSES.replace("id: S-3", "id: S-2")
    _, line, says = fault(tmp_path, clauses=wrong)
    assert line == line_of(wrong, "- id: S-2\n  section: 三")
    assert says == "the id “S-2” stands twice."
