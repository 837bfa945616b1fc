"""``zhicai begin --programme ID``: bring a province into an installation, with its first accounts.

Brings the database up to date, loads the province's divisions and opens the accounts without which
nobody could sign in. The passwords are printed this once and kept nowhere. Running it again changes
nothing. The rule keeper then opens the programme year in the browser.
"""

import argparse
import sys
from collections.abc import Iterable, Sequence
from datetime import date

from django.conf import settings
from django.core.management import call_command

from zhicai.accounts.acting import SYSTEM
from zhicai.foundation import clock
from zhicai.foundation.errors import BadInput
from zhicai.foundation.text import Text
from zhicai.law.library import Library, Programme
from zhicai.places.own_files import problems_of
from zhicai.programmes.actions.beginning import Begun, begin_province
from zhicai.programmes.queries import library


def main(argv: Sequence[str]) -> int:
    """Begin with a programme's province; 1 where the rules or the divisions cannot be read."""
    wants = _parse(argv)
    held = library()
    law = held.programmes.get(wants.programme)
    if problems := _problems(held, wants.programme, law):
        return _refuse(problems)
    if law is None:
        return _refuse([_unknown(held, wants.programme)])
    today = clock.today()
    since = wants.since or min(date(law.head.years.first, 1, 1), today)
    if since > today:
        says = Text(
            f"--since {since} 晚于今天（{today}），账号到那一天才能用；请填今天或更早的日期。",
            f"--since {since} lies after today ({today}), and no account could be used before; "
            "give today or an earlier day.",
        )
        return _refuse([says])
    call_command("migrate", verbosity=0, interactive=False)
    try:
        begun = begin_province(
            law, since=since, by=SYSTEM, admin=wants.admin.strip(), with_offices=wants.offices
        )
    except BadInput as refusal:
        return _refuse(fault.says for fault in refusal.faults)
    _tell(law, begun)
    return 0


def _parse(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="zhicai begin",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--programme", required=True, metavar="ID", help="the programme's folder")
    parser.add_argument(
        "--since",
        type=_day,
        metavar="DATE",
        help="from which day divisions and accounts hold (the first day of the first year)",
    )
    parser.add_argument("--admin", default="", metavar="NAME", help="the system administrator")
    parser.add_argument(
        "--offices", action="store_true", help="an officer's account for every city and county too"
    )
    return parser.parse_args(argv)


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        wants = f"应是日期，如 2026-01-01 / a date such as 2026-01-01, not {written}"
        raise argparse.ArgumentTypeError(wants) from error


def _problems(held: Library, programme: str, law: Programme | None) -> list[Text]:
    """What is wrong with this programme's folder; another's problems are no reason to refuse."""
    of_yaml = [p for p in held.problems if p.file.partition("/")[0] == programme]
    beside = problems_of(law) if law is not None else []
    return [problem.says for problem in (*of_yaml, *beside)]


def _unknown(held: Library, programme: str) -> Text:
    known = sorted(held.programmes)
    folders = [str(folder) for folder in settings.ZHICAI_LAW_FOLDERS]
    zh = f"没有名为 {programme} 的项目；已有：{'、'.join(known)}。"
    en = f"There is no programme {programme}; there are {', '.join(known)}."
    if folders:
        zh += f"本省的规则文件夹：{'、'.join(folders)}。"
        en += f" Own folders of rules: {', '.join(folders)}."
    else:
        zh += "本省的规则放在另外的文件夹时，用环境变量 ZHICAI_LAW 指明。"
        en += " Name a province's own folder of rules in ZHICAI_LAW."
    return Text(zh, en)


def _refuse(reasons: Iterable[Text]) -> int:
    for says in reasons:
        sys.stderr.write(f"✗ {says.zh}\n  {says.en}\n")
    return 1


def _tell(law: Programme, begun: Begun) -> None:
    if not begun.divisions and not begun.accounts:
        _say(
            f"{law.id}：行政区划和账号都已经有了，什么也没有改动。",
            f"{law.id}: divisions and accounts are there already; nothing was changed.",
        )
        return
    _say(
        f"{law.id}：载入行政区划 {begun.divisions} 个，开设账号 {len(begun.accounts)} 个。",
        f"{law.id}: {begun.divisions} divisions loaded, {len(begun.accounts)} accounts opened.",
    )
    if not begun.accounts:
        return
    _say(
        "密码只显示这一次，系统里不存原文；请当面交给本人。",
        "The passwords are shown this once and kept nowhere; hand each to its owner in person.",
    )
    width = max(len(account.username) for account in begun.accounts)
    for account in begun.accounts:
        role = f"{account.says.zh} · {account.says.en}"
        sys.stdout.write(f"  {account.username:{width}}  {account.password}  {role}\n")
    keeper = next((a.username for a in begun.accounts if a.username.endswith("-rules")), None)
    if keeper is not None:
        _say(
            f"接下来：运行 zhicai serve，用 {keeper} 登录，开启年度。",
            f"Next: run zhicai serve, sign in as {keeper} and open the year.",
        )


def _say(zh: str, en: str) -> None:
    sys.stdout.write(f"{zh}\n{en}\n")
