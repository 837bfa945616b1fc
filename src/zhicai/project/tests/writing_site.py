"""Run as a process: writes to a site until it is told to stop; each transaction keeps one file.

Prints how many there are after each commit. ``once N`` writes N and ends.
"""

import sys
from datetime import UTC, datetime
from itertools import count

import django

django.setup()

from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402
from django.db import transaction  # noqa: E402

from zhicai.accounts.acting import Acting  # noqa: E402
from zhicai.files.actions import keep_file  # noqa: E402

BY = Acting(
    user_id=1, username="chenliqun", name="陈立群", key="k", office="夷陵区知识产权局", place_id=1,
    place_code="420506", place_path="420000/420500/420506", paths=(), duties=frozenset(),
)  # fmt: skip

numbers = range(int(sys.argv[2])) if sys.argv[1:2] == ["once"] else count()
for number in numbers:
    content = b"%PDF-1.7\n" + b"page %d\n" % number * 2000 + b"%%EOF"
    with transaction.atomic():
        upload = SimpleUploadedFile(f"附件{number}.pdf", content)
        keep_file(upload, by=BY, at=datetime(2022, 6, 20, tzinfo=UTC))
    sys.stdout.write(f"{number + 1}\n")
    sys.stdout.flush()
