"""Who plays: the named people of a programme's demo, each with the office they act for."""

from dataclasses import dataclass

from zhicai.accounts.models import Role
from zhicai.foundation.text import Text
from zhicai.law.schema import Level

PASSWORD = "Zhicai-demo-2022"
"""The one password of every demo account; demo data only ever stand in a demo's own folder."""


@dataclass(frozen=True, slots=True)
class Part:
    """One person of the cast: account, name, role, place (code) or organisation (kind and name)."""

    username: str
    name: str
    says: Text
    role: Role
    place: str
    levels: tuple[Level, ...] = ()
    organisation: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class House:
    """An organisation of the story: kind, names, where it sits, which places it serves."""

    kind: str
    name: str
    short: str
    english: str
    home: str
    serves: tuple[str, ...]
    clause: str


PROVINCE, CITY, COUNTY = (Level.PROVINCE,), (Level.CITY,), (Level.COUNTY,)

HUBEI_HOUSES = (
    House(
        "working-group",
        "全省专员培训工作组",
        "工作组",
        "Provincial specialist training working group",
        "420000",
        ("420000",),
        "HB-2.2.a",
    ),
    House(
        "development-centre",
        "湖北省知识产权发展中心",
        "发展中心",
        "Hubei IP Development Centre",
        "420000",
        ("420000",),
        "HB-3.1.3.b",
    ),
    House(
        "national-base",
        "国家知识产权培训（湖北）基地",
        "国家基地",
        "National IP Training (Hubei) Base",
        "420000",
        ("420000",),
        "HB-3.1.3.c",
    ),
    House(
        "base",
        "自贸区知识产权培训基地",
        "自贸区基地",
        "Free Trade Zone IP training base",
        "420100",
        ("420100",),
        "HB-2.2.1.a",
    ),
    House(
        "base",
        "三峡大学知识产权培训基地",
        "三峡大学",
        "China Three Gorges University IP training base",
        "420500",
        ("420500",),
        "HB-2.2.1.a",
    ),
    House(
        "base",
        "湖北汽车工业学院知识产权培训基地",
        "汽车工业学院",
        "Hubei University of Automotive Technology IP training base",
        "420300",
        ("420300",),
        "HB-2.2.1.a",
    ),
    House(
        "base",
        "湖北理工学院知识产权培训基地",
        "湖北理工",
        "Hubei Polytechnic University IP training base",
        "420200",
        ("420200",),
        "HB-2.2.1.a",
    ),
    House(
        "base",
        "湖北文理学院知识产权培训基地",
        "湖北文理",
        "Hubei University of Arts and Science IP training base",
        "420600",
        ("420600",),
        "HB-2.2.1.a",
    ),
    House(
        "base",
        "长江大学知识产权培训基地",
        "长江大学",
        "Yangtze University IP training base",
        "421000",
        ("421000",),
        "HB-2.2.1.a",
    ),
    House(
        "base",
        "湖北工程学院知识产权培训基地",
        "湖北工程学院",
        "Hubei Engineering University IP training base",
        "420900",
        ("420900",),
        "HB-2.2.1.a",
    ),
)

HUBEI = (
    Part(
        "zhoumin",
        "周敏",
        Text("省局方案管理", "Provincial rule keeper"),
        Role.RULE_KEEPER,
        "420000",
        PROVINCE,
    ),
    Part(
        "linhao", "林浩", Text("省局经办", "Provincial officer"), Role.OFFICER, "420000", PROVINCE
    ),
    Part(
        "hejing",
        "何静",
        Text("省局办公室", "Provincial registrar"),
        Role.REGISTRAR,
        "420000",
        PROVINCE,
    ),
    Part(
        "zhangwei",
        "张薇",
        Text("宜昌市局经办", "City officer, Yichang"),
        Role.OFFICER,
        "420500",
        CITY,
    ),
    Part(
        "chenliqun",
        "陈立群",
        Text("夷陵区局经办", "County officer, Yiling"),
        Role.OFFICER,
        "420506",
        COUNTY,
    ),
    Part(
        "duanqi",
        "段琦",
        Text("仙桃市局经办（市、县两级）", "Officer of Xiantao, city and county at once"),
        Role.OFFICER,
        "429004",
        (Level.CITY, Level.COUNTY),
    ),
    Part(
        "wuyue",
        "吴越",
        Text("工作组成员", "Working group member"),
        Role.MEMBER,
        "420000",
        organisation=("working-group", "全省专员培训工作组"),
    ),
    Part(
        "qinfang",
        "秦芳",
        Text("发展中心成员", "Development centre member"),
        Role.MEMBER,
        "420000",
        organisation=("development-centre", "湖北省知识产权发展中心"),
    ),
    Part(
        "luoping",
        "罗平",
        Text("国家基地成员", "National base member"),
        Role.MEMBER,
        "420000",
        organisation=("national-base", "国家知识产权培训（湖北）基地"),
    ),
    Part(
        "xiaolan",
        "肖岚",
        Text("三峡大学基地教师", "Teacher of the Three Gorges base"),
        Role.MEMBER,
        "420500",
        organisation=("base", "三峡大学知识产权培训基地"),
    ),
    Part(
        "zhengqi",
        "郑琦",
        Text("自贸区基地教师", "Teacher of the Free Trade Zone base"),
        Role.MEMBER,
        "420100",
        organisation=("base", "自贸区知识产权培训基地"),
    ),
    Part(
        "fangze",
        "方泽",
        Text("汽车工业学院基地教师", "Teacher of the automotive university's base"),
        Role.MEMBER,
        "420300",
        organisation=("base", "湖北汽车工业学院知识产权培训基地"),
    ),
    Part(
        "sysadmin",
        "孙工",
        Text("系统管理员", "System administrator"),
        Role.SYSTEM_ADMIN,
        "420000",
        PROVINCE,
    ),
    Part(
        "secadmin",
        "安工",
        Text("安全管理员", "Security administrator"),
        Role.SECURITY_ADMIN,
        "420000",
        PROVINCE,
    ),
    Part(
        "auditor",
        "沈工",
        Text("审计管理员", "Audit administrator"),
        Role.AUDIT_ADMIN,
        "420000",
        PROVINCE,
    ),
)

ZHEJIANG = (
    Part(
        "lurong",
        "陆蓉",
        Text("领导小组办公室方案管理", "Rule keeper, leading-group office"),
        Role.RULE_KEEPER,
        "330000",
        PROVINCE,
    ),
    Part(
        "fangyi",
        "方毅",
        Text("领导小组办公室经办", "Officer, leading-group office"),
        Role.OFFICER,
        "330000",
        PROVINCE,
    ),
    Part(
        "gaofei",
        "高斐",
        Text("领导小组办公室秘书", "Registrar, leading-group office"),
        Role.REGISTRAR,
        "330000",
        PROVINCE,
    ),
    Part(
        "yaoqian",
        "姚茜",
        Text("杭州市经办", "City officer, Hangzhou"),
        Role.OFFICER,
        "330100",
        CITY,
    ),
    Part(
        "shaoyu", "邵煜", Text("西湖区经办", "County officer, Xihu"), Role.OFFICER, "330106", COUNTY
    ),
    Part(
        "sysadmin",
        "孙工",
        Text("系统管理员", "System administrator"),
        Role.SYSTEM_ADMIN,
        "330000",
        PROVINCE,
    ),
    Part(
        "secadmin",
        "安工",
        Text("安全管理员", "Security administrator"),
        Role.SECURITY_ADMIN,
        "330000",
        PROVINCE,
    ),
    Part(
        "auditor",
        "沈工",
        Text("审计管理员", "Audit administrator"),
        Role.AUDIT_ADMIN,
        "330000",
        PROVINCE,
    ),
)

SURNAMES = "赵钱李郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜谢邹喻柏水窦章云苏潘葛范彭郎"
GIVEN = (
    "建国",
    "丽华",
    "志强",
    "晓燕",
    "文斌",
    "海涛",
    "雪梅",
    "国庆",
    "思远",
    "佳宁",
    "永明",
    "春兰",
)


def invented_name(number: int) -> str:
    """Return the invented name of an office's officer, the same for the same number."""
    return SURNAMES[number * 7 % len(SURNAMES)] + GIVEN[number * 5 % len(GIVEN)]
