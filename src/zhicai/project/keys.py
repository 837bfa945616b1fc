"""``zhicai keys …``: custody of the keys of data at rest (``docs/guide/keys.md``).

status             what keys there are, and how much each place still has under older ones
make               make the ring where ZHICAI_KEYS names a file that is not there yet
backup FILE        write the ring under a passphrase, to be kept away from the site and its backups
restore FILE       bring keys back from such a file; keys that are there stay
rotate             add a key and seal everything anew; killed in the middle, run it again
rotate --signing   add a key that signs certificates; what older ones signed stays good
check              open every sealed value
"""

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from django.db import DatabaseError

from zhicai.foundation import clock, keyring, signing
from zhicai.foundation.errors import BadInput, Fault, Reason, Refused, ZhicaiError
from zhicai.foundation.passphrase import unwrap, wrap
from zhicai.foundation.sealed import Sealed, sealed_places
from zhicai.foundation.text import Text

SHOWN = 20
"""Broken values named by ``check`` before it only counts."""


def main(argv: Sequence[str]) -> int:
    """Do what is asked; 1 where something is wrong, said in both languages."""
    wants = _parse(argv)
    try:
        code: int = wants.do(wants)
    except ZhicaiError as error:
        sys.stderr.write(f"✗ {error.says.zh}\n  {error.says.en}\n")
        return 1
    except DatabaseError as error:
        sys.stderr.write(
            f"✗ 数据库还没有准备好，请先执行 zhicai manage migrate（{error}）。\n"
            f"  The database is not ready; run zhicai manage migrate first ({error}).\n"
        )
        return 1
    except OSError as error:
        sys.stderr.write(f"✗ 文件不能读写：{error}\n  A file cannot be read or written: {error}\n")
        return 1
    return code


def _parse(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="zhicai keys",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, do in (("status", _status), ("make", _make), ("check", _check)):
        commands.add_parser(name).set_defaults(do=do)
    for name, do in (("backup", _backup), ("restore", _restore)):
        command = commands.add_parser(name)
        command.set_defaults(do=do)
        command.add_argument("file", type=Path)
        command.add_argument("--passphrase-file", type=Path, required=True)
        if name == "restore":
            command.add_argument(
                "--instead", action="store_true", help="take the hash key of the backup too"
            )
    rotate = commands.add_parser("rotate")
    rotate.set_defaults(do=_rotate)
    rotate.add_argument("--batch", type=int, default=500, help="values in one transaction")
    rotate.add_argument("--signing", action="store_true", help="the key that signs, not the others")
    rotate.add_argument("--again", action="store_true", help="even if a key was made today")
    return parser.parse_args(argv)


def _status(wants: argparse.Namespace) -> int:
    path = keyring.ring_path()
    ring = keyring.present_ring()
    _say(f"ring      {path}")
    for key in ring.keys:
        _say(f"key       {key.id}  made {key.made}{'  seals' if key == ring.newest else ''}")
    _say(f"hash key  {ring.hash_key.id}  made {ring.hash_key.made}")
    for key in ring.signing_keys:
        newest = key == ring.signing_keys[-1]
        _say(f"signing   {key.id}  made {key.made}{'  signs' if newest else ''}")
    for place in sealed_places():
        _say(f"{place.name}: {place.left()} under older keys")
    return 0


def _make(wants: argparse.Namespace) -> int:
    path = keyring.ring_path()
    there = path.exists()
    keyring.make_ring(path, on=clock.today())
    _say(f"{path} was there already" if there else f"made {path}; back it up: zhicai keys backup")
    return 0


def _backup(wants: argparse.Namespace) -> int:
    ring = keyring.present_ring()
    passphrase = read_passphrase(wants.passphrase_file)
    wrapped = wrap(keyring.ring_as_json(ring), passphrase)
    write_secret(wants.file, wrapped)
    unwrap(wants.file.read_text("utf-8"), passphrase)
    _say(f"{len(ring.keys)} keys and the hash key are in {wants.file}, and open from there")
    return 0


def _restore(wants: argparse.Namespace) -> int:
    written = unwrap(wants.file.read_text("utf-8"), read_passphrase(wants.passphrase_file))
    backed = keyring.ring_from_json(written, where=str(wants.file))
    path = keyring.ring_path()
    restore_ring(backed, path, instead=wants.instead)
    _say(f"{path} holds {len(keyring.read_ring(path).keys)} keys; see zhicai keys check")
    return 0


def restore_ring(backed: keyring.Ring, path: Path, *, instead: bool) -> None:
    """Bring the keys of ``backed`` into the ring at ``path``, made if there is none.

    Refused where both have hash keys that differ, unless ``instead`` takes the backup's.
    """
    with keyring.sole_writer(path):
        if not path.exists():
            keyring.write_ring(path, backed, instead=False)
            return
        present = keyring.read_ring(path)
        if present.hash_key != backed.hash_key and not instead:
            says = Text(
                f"{path} 的散列密钥与备份的不同：已有数据属于备份那一套时，加 --instead。"
                "此后才写入的身份证号要重新录入才能查到。",
                f"The hash key in {path} is another than the backup's. If the data belong to the "
                "backup, add --instead; IDs written since are found only after they are entered "
                "again.",
            )
            raise Refused([Reason(says)])
        keyring.write_ring(
            path, replace(present.with_keys_of(backed), hash_key=backed.hash_key), instead=True
        )


def _rotate(wants: argparse.Namespace) -> int:
    if wants.batch < 1:
        says = Text("--batch 应为正整数。", "--batch is a positive number.")
        raise BadInput([Fault(says, field="batch")])
    if wants.signing:
        signer = signing.add_signing_key(on=clock.today())
        _say(f"key {signer.id} signs from now on; back it up: zhicai keys backup")
        return 0
    path = keyring.ring_path()
    keyring.present_ring()
    places = sealed_places()
    unfinished = any(place.left() for place in places)
    with keyring.sole_writer(path):
        ring = keyring.read_ring(path)
        if unfinished:
            _say(f"values are left under older keys: sealing them with {ring.newest.id} first")
        elif ring.newest.made == clock.today() and not wants.again:
            _say(f"key {ring.newest.id} was made today and seals everything; --again adds another")
        else:
            ring = ring.with_new_key(on=clock.today())
            keyring.write_ring(path, ring, instead=True)
            _say(f"key {ring.newest.id} seals from now on; back it up: zhicai keys backup")
    for place in places:
        _reseal(place, batch=wants.batch)
    _say("every sealed value is under the newest key")
    return 0


def _reseal(place: Sealed, *, batch: int) -> None:
    total, done = place.left(), 0
    while count := place.reseal(batch):
        done += count
        _say(f"{place.name}: {done} of {max(total, done)}")


def _check(wants: argparse.Namespace) -> int:
    ring = keyring.present_ring()
    broken = 0
    for place in sealed_places():
        opened = 0
        for row, token in place.tokens():
            try:
                ring.open_sealed(token)
            except keyring.KeyRingError as error:
                broken += 1
                if broken <= SHOWN:
                    sys.stderr.write(f"✗ {place.name} {row}: {error.says.en}\n")
            else:
                opened += 1
        _say(f"{place.name}: {opened} values open")
    if broken:
        sys.stderr.write(f"✗ {broken} 个加密值打不开。\n  {broken} sealed values do not open.\n")
    return 1 if broken else 0


def read_passphrase(path: Path) -> str:
    """Read the passphrase: the first line of a file, so that it stands in no shell history."""
    lines = path.read_text("utf-8").splitlines()
    return lines[0].strip() if lines else ""


def write_secret(path: Path, text: str) -> None:
    """Write a file for this user alone that was not there before; FileExistsError otherwise."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
