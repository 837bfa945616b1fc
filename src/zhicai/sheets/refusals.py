"""Why a whole file is not taken: each sentence says what it is, why it stops there, and what to
do.
"""

from zhicai.foundation.errors import BadInput, Fault
from zhicai.foundation.text import Text
from zhicai.sheets import limits
from zhicai.sheets.grid import TooLarge, letters

_MB = 2**20
_SAVE_AS = "请用 Excel 或 WPS 打开，另存为 .xlsx 后再上传。"
_SAVE_AS_EN = "Open it in Excel or WPS, save it as .xlsx and upload that."


def refused(zh: str, en: str) -> BadInput:
    """Return the refusal of a file with one reason."""
    return BadInput([Fault(Text(zh, en))])


def empty() -> BadInput:
    """Nothing was sent."""
    return refused(
        "文件是空的（0 字节），可能没有保存完；请重新保存后再上传。",
        "The file is empty (0 bytes), perhaps not fully saved. Save it again and upload it.",
    )


def too_big() -> BadInput:
    """More bytes than :data:`limits.MAX_BYTES`."""
    most = limits.MAX_BYTES // _MB
    return refused(
        f"文件超过 {most} MB，系统不读这么大的表；请删去图片和用不到的工作表，或分成几个文件上传。",
        f"The file is larger than {most} MB, more than is read. Remove pictures and unused sheets, "
        "or split it into several files.",
    )


def unpacks_too_large() -> BadInput:
    """A zip bomb, or a workbook with a sheet that was formatted to the end."""
    most = limits.MAX_UNPACKED // _MB
    return refused(
        f"文件解开后过大（上限 {most} MB）或压缩比异常，为保护系统没有打开；"
        "请把数据复制到新建的表格里，保存后再上传。",
        f"Unpacked, the file is too large (at most {most} MB) or packed abnormally, so it was not "
        "opened. Copy the data into a new workbook, save and upload that.",
    )


def not_a_table(zh: str, en: str) -> BadInput:
    """Something else than a table, named ``zh`` and ``en``."""
    return refused(
        f"这是{zh}，不是表格，读不出行和列；请下载模板，把数据填进去后上传。",
        f"This is {en}, not a table, so it has no rows and columns to read. "
        "Download the template, fill it in and upload that.",
    )


def other_format(zh: str, en: str) -> BadInput:
    """A table in a format that is not read, named ``zh`` and ``en``."""
    return refused(
        f"这是{zh}，系统只读 .xlsx、.xls 和 .csv；{_SAVE_AS}",
        f"This is {en}; only .xlsx, .xls and .csv are read. {_SAVE_AS_EN}",
    )


def macros() -> BadInput:
    """A workbook with a program in it."""
    return refused(
        "文件里有宏（程序），为防病毒不接收；"
        "请另存为“Excel 工作簿 (*.xlsx)”，宏会被去掉，数据不变。",
        "The file contains macros (a program), which are not accepted for fear of viruses. Save "
        "it as "
        "“Excel Workbook (*.xlsx)”: the macros go, the data stay.",
    )


def encrypted() -> BadInput:
    """A workbook behind a password."""
    return refused(
        "文件设了打开密码，系统读不到内容；"
        "请在 Excel 的“文件—信息—保护工作簿”里取消密码，保存后再上传。",
        "The file has a password to open, so its content cannot be read. Remove the password in "
        "Excel "
        "under File, Info, Protect Workbook, save and upload it again.",
    )


def declares_entities() -> BadInput:
    """A part with a document type declaration, which no office program writes."""
    return refused(
        "文件里有 Excel 不会写的声明（DTD 或实体），可能被改动过，没有打开；"
        "请把数据复制到新建的表格里再上传。",
        "The file has declarations (DTD or entities) that Excel never writes and may have been "
        "tampered "
        "with, so it was not opened. Copy the data into a new workbook and upload that.",
    )


def damaged() -> BadInput:
    """It looks like a workbook and cannot be read to the end."""
    return refused(
        f"文件已损坏或没有传完，读到一半停下了；{_SAVE_AS}",
        f"The file is damaged or was not fully sent; reading stopped half-way. {_SAVE_AS_EN}",
    )


def mixed_encodings(line: int) -> BadInput:
    """Text with bytes that neither UTF-8 nor GB18030 knows."""
    return refused(
        f"文件第 {line} 行附近有认不出的文字，可能混了两种编码或没有传完；{_SAVE_AS}",
        f"The text near line {line} cannot be read: two encodings are mixed, or the file was not "
        f"fully sent. {_SAVE_AS_EN}",
    )


def too_large(sheet: TooLarge) -> BadInput:
    """Something stands outside of the rows and columns that are read."""
    row, column = sheet.row, letters(sheet.column)
    name = f"工作表“{sheet.name}”" if sheet.name else "表格"
    name_en = f"Sheet “{sheet.name}”" if sheet.name else "The table"
    return refused(
        f"{name}的内容到了第 {row} 行、{column} 列，"
        f"超过 {limits.MAX_ROWS} 行、{limits.MAX_COLUMNS} 列的上限；"
        "请删去多余的行列，或分成几个文件上传。",
        f"{name_en} reaches row {row} and column {column}, beyond the limit of {limits.MAX_ROWS} "
        f"rows and {limits.MAX_COLUMNS} columns. Delete what is too much, or split it into "
        "several files.",
    )


def too_many_rows(count: int) -> BadInput:
    """More records than :data:`limits.MAX_ROWS`."""
    return refused(
        f"表里有 {count} 行数据，一次最多导入 {limits.MAX_ROWS} 行；请分成几个文件上传。",
        f"The table has {count} rows of data; at most {limits.MAX_ROWS} are imported at once. "
        "Split it into several files.",
    )


def no_rows(sheet: str, head_row: int) -> BadInput:
    """A head without anything below it."""
    where = f"工作表“{sheet}”" if sheet else "表格"
    where_en = f"sheet “{sheet}”" if sheet else "the table"
    return refused(
        f"{where}第 {head_row} 行是表头，下面还没有填数据；请填写后再上传。",
        f"Row {head_row} of {where_en} is the head, and nothing is filled in below it. "
        "Fill it in and upload it again.",
    )
