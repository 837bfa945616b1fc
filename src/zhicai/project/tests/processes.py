"""Commands on a data folder, each a process of its own, as an administrator runs them."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]
HERE = Path(__file__).resolve().parent
TODAY = "2022-06-20"


class Site:
    """One data folder; ``program`` is what is run on it: the command line, or a script of tests."""

    def __init__(self, folder, on=TODAY, program=("-m", "zhicai"), **more):
        self.folder, self.program = folder, program
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ZHICAI_")}
        self.given = kept | {
            "ZHICAI_DATA": str(folder),
            "ZHICAI_TODAY": on,
            "PYTHONPATH": str(ROOT / "src"),
            "PYTHONUTF8": "1",
            "DJANGO_SETTINGS_MODULE": "zhicai.project.settings",
            **more,
        }
        self.phrase = folder.parent / "phrase"
        self.phrase.write_text("correct horse battery\n")

    @property
    def database(self):
        return self.folder / "zhicai.sqlite3"

    def start(self, *words):
        command = [sys.executable, *self.program, *map(str, words)]
        return subprocess.Popen(command, env=self.given, text=True, stdout=subprocess.PIPE)

    def run(self, *words, fails=False):
        command = [sys.executable, *self.program, *map(str, words)]
        done = subprocess.run(command, env=self.given, text=True, capture_output=True)
        assert (done.returncode != 0) == fails, done.stdout + done.stderr
        return done.stderr if fails else done.stdout + done.stderr
