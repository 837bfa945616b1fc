"""Lists of enterprises as files, for tests."""

from datetime import date

from zhicai.admission.tests.scenes import roster_file
from zhicai.planning.tests.scenes import HUBEI, XILING, YICHANG, YILING, Level, Role, at, hubei
from zhicai.registers.actions import Listed, import_list, upload_list

HIGH_TECH, SME, BACKBONE = "high-tech-enterprise", "technology-sme", "backbone-enterprise"
HEADS = ("企业名称", "统一社会信用代码", "所在县（市、区）", "行业")
SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
AT = at("04-06")


def code(n, *, wrong=False):
    """The n-th made-up credit code, its check sign right or one beside it."""
    body = f"91420506MA4{n:06d}"
    total = sum(SIGNS.index(sign) * pow(3, i, 31) for i, sign in enumerate(body))
    check = (31 - total % 31) % 31
    return body + SIGNS[(check + (1 if wrong else 0)) % 31]


def line(n, **changes):
    """One good row of a list, by heading."""
    known = {
        "企业名称": f"宜昌第{n}精密制造有限公司", "统一社会信用代码": code(n),
        "所在县（市、区）": "夷陵区", "行业": "装备制造",
    }  # fmt: skip
    return known | changes


def list_file(rows, **more):
    """An .xlsx of rows by heading."""
    return roster_file(rows, **({"heads": HEADS} | more))


def listed(kind=HIGH_TECH, on=date(2022, 3, 1), mode="whole"):
    """What an office says about a file."""
    return Listed(kind, on, "省科技厅公示（示例）", mode)


def bring_in(rows, *, by, kind=HIGH_TECH, on=date(2022, 3, 1), mode="whole", only_sound=False):
    """Upload and import a list."""
    content = rows if isinstance(rows, bytes) else list_file(rows)
    kept = upload_list(listed(kind, on, mode), content, name="名录.xlsx", by=by, at=AT)
    return import_list(kept, only_sound=only_sound, by=by, at=AT)


def keeper(scene):
    """The rule keeper of the province."""
    return scene.officer(HUBEI, Level.PROVINCE, role=Role.RULE_KEEPER, name="周敏")


__all__ = [
    "AT", "BACKBONE", "HEADS", "HIGH_TECH", "SME", "XILING", "YICHANG", "YILING", "at", "bring_in",
    "code", "hubei", "keeper", "line", "list_file", "listed",
]  # fmt: skip
