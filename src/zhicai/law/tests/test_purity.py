"""The law reasons without Django, and so can be used without a site."""

import subprocess
import sys


def test_the_law_is_read_and_judged_without_django():
    script = (
        "import sys\n"
        "from zhicai.law import decision, engine, holidays, library\n"
        "library.Library()\n"
        "assert not [name for name in sys.modules if name.split('.')[0] == 'django']\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
