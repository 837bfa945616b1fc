"""What an uploaded file may at most be; each number with its reason.

The largest table that an office really sends is a year's roster: a few thousand rows, some twenty
columns, under 2 MB. The limits leave ten times that and keep one upload from stopping the site.
"""

MAX_BYTES = 10 * 2**20
"""Bytes of the file as sent. 20,000 rows of 20 columns take about 2 MB; more is pictures."""

MAX_UNPACKED = 100 * 2**20
"""Bytes of all parts of an .xlsx together; what 20,000 rows of 100 columns need."""

MAX_RATIO = 200
"""Unpacked bytes for one packed byte, looked at above :data:`RATIO_MATTERS`: tables reach 20 to
100, a zip bomb 1,000."""

RATIO_MATTERS = 10 * 2**20
"""Unpacked bytes below which the ratio says nothing (a small file of blanks packs very well)."""

MAX_PARTS = 1_000
"""Parts in an .xlsx; a workbook of 100 sheets with comments has about 500."""

MAX_SHEETS = 100
"""Sheets in a workbook."""

MAX_ROWS = 20_000
"""Rows of data; the limit that officers know from other provincial systems (peers.md section 5)."""

MAX_COLUMNS = 100
"""Columns that hold anything."""

HEAD_ROWS = 20
"""Rows at the top in which the head is looked for: annex line, title, unit and instructions fit
in.
"""

LAST_ROW = MAX_ROWS + 2 * HEAD_ROWS
"""Row number behind which nothing may stand: the data, what stands above it, and the signatures
below.
"""

MAX_CELL_TEXT = 32_767
"""Characters in one cell; Excel's own limit."""

MAX_CELLS_TO_REOPEN = 200_000
"""Cells, formatted empty ones included, up to which the user's own file is opened for marking.
Above, the marked file is written afresh: openpyxl takes about 25 µs for each, 5 s at the limit."""

READER_MEMORY = 2**30
"""Bytes of address space for the process that reads one workbook."""

READER_SECONDS = 30
"""Seconds for the process that reads one workbook; a full table of 20,000 × 100 takes about 5."""
