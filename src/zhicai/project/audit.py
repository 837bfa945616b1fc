"""``zhicai audit …``: the chain of seals over the audit log.

check     hold every sealed entry against its seal; names the seal and the entries that differ
seal      seal what is new (every night, from the system's scheduler; see docs/guide/operations.md)
"""

import argparse
import sys
from collections.abc import Sequence

from zhicai.audit.actions import seal_entries
from zhicai.audit.queries import Break, chain_report, located
from zhicai.foundation import clock

SHOWN = 20
"""Entries of one broken seal that are named before the rest is only counted."""


def main(argv: Sequence[str]) -> int:
    """Do what is asked; 1 where a seal is broken."""
    parser = argparse.ArgumentParser(
        prog="zhicai audit",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("what", choices=["check", "seal"])
    return _seal() if parser.parse_args(argv).what == "seal" else _check()


def _seal() -> int:
    seal = seal_entries(at=clock.now())
    told = f"sealed up to entry {seal.last_entry}: {seal.digest}" if seal else "nothing new to seal"
    sys.stdout.write(told + "\n")
    return 0


def _check() -> int:
    report = chain_report()
    for broken in report.breaks:
        sys.stderr.write(_says(broken))
    sys.stdout.write(
        f"{report.seals} seals over {report.sealed} entries, {len(report.breaks)} broken; "
        f"{report.unsealed} entries not sealed yet\n"
    )
    return 1 if report.breaks else 0


def _says(broken: Break) -> str:
    found = located(broken)
    zh = f"✗ 封条 {broken.seal.pk}（条目 {broken.first}–{broken.last}）与内容不符"
    en = f"  seal {broken.seal.pk} (entries {broken.first}–{broken.last}) does not fit"
    for keys, words, said in (
        (found.altered, "被改动", "altered"),
        (found.missing, "被删除", "deleted"),
        (found.added, "被插入", "inserted"),
    ):
        if keys:
            more = f" … ({len(keys)})" if len(keys) > SHOWN else ""
            listed = ", ".join(map(str, keys[:SHOWN])) + more
            zh, en = f"{zh}；{words}：{listed}", f"{en}; {said}: {listed}"
    if not any((found.altered, found.missing, found.added)):
        zh, en = f"{zh}；封条本身被改动", f"{en}; the seal itself, or one before it, was changed"
    return f"{zh}\n{en}\n"
