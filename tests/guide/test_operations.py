"""Following ``docs/guide/operations.md`` and ``keys.md`` word by word, each in an empty folder."""

import pytest

from tests.guide.reading import guide
from tests.guide.workplace import ROOT, Workplace

PROMISED = {
    "operations.md": ["without keys", "equal to the backup of 2026-02-10", "0 broken"],
    "keys.md": ["open from there", "every sealed value is under the newest key", "holds 2 keys"],
}


@pytest.mark.parametrize("page", sorted(PROMISED))
def test_every_command_of_the_page_does_what_it_says(tmp_path, page):
    place = Workplace(tmp_path)
    said = ""
    for block in guide(ROOT / "docs" / "guide" / page).commands:
        done = place.run(f"set -e\n{block}")
        assert done.returncode == 0, (block, done.stdout + done.stderr)
        said += done.stdout
    for words in PROMISED[page]:
        assert words in said
