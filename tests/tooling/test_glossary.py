"""The glossary page says what the glossary of the law says."""

import glossary
import pytest

from zhicai.foundation.errors import LawError

TERMS = "# --- training\n- {zh: 学员, en: trainee, code: trainee}\n"


def test_the_page_is_current_and_no_word_stands_twice():
    assert glossary.main(["--check"]) == 0


def test_a_page_that_is_not_current_is_told_and_written_anew(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(glossary, "ROOT", tmp_path)
    monkeypatch.setattr(glossary, "PAGE", tmp_path / "glossary.md")
    assert glossary.main([]) == 1
    assert "--write" in capsys.readouterr().out
    assert glossary.main(["--write"]) == 0
    assert glossary.main([]) == 0


def test_terms_stand_in_a_table_under_their_heading():
    assert "## Training\n" in glossary.page(TERMS)
    assert "| 学员 | trainee | `trainee` |\n" in glossary.page(TERMS)


def test_a_word_that_stands_for_two_terms_is_found():
    assert glossary.doubled(TERMS + "- {zh: 受训人, en: trainee, code: person}\n") == [
        "en: trainee"
    ]


@pytest.mark.parametrize("line", ["- {zh: 学员, en: trainee}\n", "- 学员\n"])
def test_a_term_without_its_three_columns_is_told_with_its_line(line):
    with pytest.raises(LawError) as refusal:
        glossary.page(TERMS + line)
    assert refusal.value.line == 3
