"""``python -m zhicai``."""

import sys

from zhicai.project.command import main

if __name__ == "__main__":
    sys.exit(main())
