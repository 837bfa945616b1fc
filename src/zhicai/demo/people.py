"""Invented trainees: names, numbers with a right check digit, phones, employers of a county.

The numbers are made up: birthdays of the eighties and nineties and running numbers, with the code
of the county in front. The same county and number give the same person every time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高梁郑谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡"
    "余杜叶程苏魏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱江尹薛闫段雷黎"
    "史龙陶贺毛郝顾龚邵万覃武钱戴严莫孔向汤"
)
FIRST = "建国文明志海晓春雅思子俊佳嘉雨欣家立永宏德少景光正卫振东"
SECOND = "伟芳娜敏静丽强磊军洋勇艳杰娟涛超霞平刚桂英华玉兰红飞鑫波斌宇浩凯健帆琳雪慧莹璐婷颖丹"
TRADES = ("电子", "生物医药", "精密机械", "新材料", "汽车零部件", "环保科技", "农业科技", "软件",
          "光电", "化工", "食品", "智能装备")  # fmt: skip
POSTS = (
    "知识产权专员",
    "研发工程师",
    "技术部主管",
    "专利管理员",
    "法务专员",
    "项目经理",
    "总工办主任",
)
KINDS = ("high-tech-enterprise", "technology-sme", "county-technology-enterprise",
         "backbone-enterprise")  # fmt: skip
ENOUGH = 8
"""Enterprises of a county among which its trainees are spread."""
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True, slots=True)
class Trainee:
    """One line of a county's roster."""

    name: str
    number: str
    phone: str
    employer: str
    kind: str
    post: str
    is_ip_post: bool


def with_check(number: str) -> str:
    """Return an invented resident number with its check digit right (GB 11643)."""
    total = sum(int(d) * w for d, w in zip(number, _WEIGHTS, strict=False))
    return number[:17] + "10X98765432"[total % 11]


def trainee(code: str, county: str, number: int, known: Sequence[tuple[str, str]] = ()) -> Trainee:
    """Return the ``number``-th trainee of a county (from 0, below 10,000).

    ``known`` are the name and kind of enterprises on the county's lists: two in three work there,
    where there are enough of them for that.
    """
    turn = number * 7919 + int(code)
    # By the number too: where two counties' codes lie 7919 apart, turns and so names meet again.
    born = date(1980, 1, 1) + timedelta(days=(turn * 31 + number * 1009) % 6900)
    if known and (number % 3 if len(known) > ENOUGH else number % 9 == 4):
        employer, kind = known[turn % len(known)]
    else:
        trade = TRADES[turn // 3 % len(TRADES)]
        employer, kind = f"{county}恒达{trade}有限公司", KINDS[turn % len(KINDS)]
    return Trainee(
        name=_name(turn),
        number=with_check(f"{code}{born:%Y%m%d}{100 + number % 900:03d}"),
        phone=f"1{3 + turn % 6}{int(code[2:]) % 10000:04d}{number * 37 % 100000:05d}",
        employer=employer,
        kind=kind,
        post=POSTS[turn % len(POSTS)],
        is_ip_post=turn % 3 == 0,
    )


def _name(turn: int) -> str:
    given = FIRST[turn // 7 % len(FIRST)] if turn % 4 else ""
    return SURNAMES[turn % len(SURNAMES)] + given + SECOND[turn // 11 % len(SECOND)]
