"""What the database itself keeps of people: by what they are found, and who has a file.

Whoever writes a person, by whatever way, writes the keys in the same statement: a list that is
searched can leave nobody out. ``has_file`` goes up with the first spell as a specialist and stays.
"""

from zhicai.audit.statements import Statements
from zhicai.audit.triggers import run_each

LONGEST = 20
"""Characters of a name that are looked at; of initials and phones as well."""
_NUMBERS = " UNION ALL ".join(["SELECT 1 AS n", *(f"SELECT {n}" for n in range(2, LONGEST + 1))])
_UPPER, _LOWER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz"


def _hexed(text: str, *, server: bool) -> str:
    """The UTF-8 of a text in hexadecimal, Latin letters in lower case, in either database."""
    if server:
        return (
            f"upper(encode(convert_to(translate({text}, '{_UPPER}', '{_LOWER}'), 'UTF8'), 'hex'))"
        )
    return f"hex(lower({text}))"


def _backwards(phone: str, *, server: bool) -> str:
    if server:
        return f"reverse({phone})"
    parts = " || ".join(f"substr({phone}, {-n}, 1)" for n in range(1, LONGEST + 1))
    # Beyond its beginning substr() would give the first sign again.
    return f"substr({parts}, 1, length({phone}))"


def _keys(row: str, *, server: bool) -> str:
    """Select the keys of a row of people_person, by its name (NEW, or an alias)."""
    ends = _hexed(f"substr({row}.name, n, {LONGEST})", server=server)
    letters = _hexed(f"substr({row}.pinyin, 1, {LONGEST})", server=server)
    tail = _backwards(f"{row}.phone", server=server)
    return (
        f"SELECT {ends} AS key FROM ({_NUMBERS}) AS numbers WHERE n <= length({row}.name) "
        f"UNION SELECT {letters} WHERE {row}.pinyin <> '' "
        f"UNION SELECT 't' || {tail} WHERE {row}.phone <> ''"
    )


def _insert(*, server: bool) -> str:
    return (
        "INSERT INTO people_searchkey (key, person_id, home_id, has_file) "
        f"SELECT found.key, NEW.id, NEW.home_id, NEW.has_file FROM ({_keys('NEW', server=server)}) "
        "AS found WHERE NEW.merged_into_id IS NULL AND NEW.erased_at IS NULL"
    )


def _employer(*, server: bool) -> str:
    name = "NEW.employer_name"
    ends = _hexed(f"substr({name}, n, {LONGEST})", server=server)
    whole = _hexed(f"substr({name}, 1, {LONGEST})", server=server)
    twice = " ON CONFLICT DO NOTHING" if server else ""
    return (
        f"INSERT INTO people_employerkey (key, name) SELECT DISTINCT {ends}, {name} "
        f"FROM ({_NUMBERS}) AS numbers WHERE n <= length({name}) AND NEW.organisation_id IS NULL "
        f"AND NOT EXISTS (SELECT 1 FROM people_employerkey AS k WHERE k.key = {whole} "
        f"AND k.name = {name}){twice}"
    )


_FORGET = "DELETE FROM people_searchkey WHERE person_id = NEW.id"
_FOLLOW = (
    "UPDATE people_searchkey SET home_id = NEW.home_id, has_file = NEW.has_file "
    "WHERE person_id = NEW.id"
)
_FILE = "UPDATE people_person SET has_file = {yes} WHERE id = NEW.person_id AND NOT has_file"


def _triggers(*, server: bool) -> list[tuple[str, str, str, str, str]]:
    """Name, table, moment, condition and deed of each."""
    insert, yes = _insert(server=server), "TRUE" if server else "1"
    changed = " OR ".join(
        f"NEW.{name} IS DISTINCT FROM OLD.{name}"
        for name in ("name", "pinyin", "phone", "merged_into_id", "erased_at")
    )
    moved = " OR ".join(
        f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in ("home_id", "has_file")
    )
    employer = _employer(server=server)
    return [
        ("people_keys_made", "people_person", "INSERT", "TRUE", f"{insert};"),
        ("people_keys_made_anew", "people_person", "UPDATE", changed, f"{_FORGET}; {insert};"),
        ("people_keys_follow", "people_person", "UPDATE", moved, f"{_FOLLOW};"),
        ("people_file_opened", "people_specialist", "INSERT", "TRUE", f"{_FILE.format(yes=yes)};"),
        ("people_file_moved", "people_specialist", "UPDATE",
         "NEW.person_id IS DISTINCT FROM OLD.person_id", f"{_FILE.format(yes=yes)};"),
        ("people_employer_noted", "people_employment", "INSERT", "NEW.employer_name <> ''",
         f"{employer};"),
        ("people_employer_changed", "people_employment", "UPDATE",
         "NEW.employer_name <> '' AND NEW.employer_name IS DISTINCT FROM OLD.employer_name",
         f"{employer};"),
    ]  # fmt: skip


def keep_keys() -> Statements:
    """Return the migration step that sets the triggers."""
    on_sqlite = [
        f"CREATE TRIGGER {name} AFTER {verb} ON {table} WHEN {when} BEGIN {deed} END;"
        for name, table, verb, when, deed in _triggers(server=False)
    ]
    on_server = [
        statement
        for name, table, verb, when, deed in _triggers(server=True)
        for statement in (
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger AS $$ BEGIN "
            f"IF {when} THEN {deed} END IF; RETURN NULL; END; $$ LANGUAGE plpgsql;",
            f"CREATE TRIGGER {name} AFTER {verb} ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {name}();",
        )
    ]
    names = [(name, table) for name, table, *_ in _triggers(server=False)]
    return run_each(
        sqlite=on_sqlite,
        postgresql=on_server,
        undo_sqlite=[f"DROP TRIGGER IF EXISTS {name};" for name, _ in names],
        undo_postgresql=[f"DROP TRIGGER IF EXISTS {name} ON {table};" for name, table in names],
    )


def refill_statements(*, server: bool) -> list[str]:
    """Return what makes every key anew from the rows there are."""
    yes = "TRUE" if server else "1"
    alive = "p.merged_into_id IS NULL AND p.erased_at IS NULL"
    ends = _hexed(f"substr(p.name, n, {LONGEST})", server=server)
    letters = _hexed(f"substr(p.pinyin, 1, {LONGEST})", server=server)
    employer = _hexed(f"substr(e.employer_name, n, {LONGEST})", server=server)
    into = "INSERT INTO people_searchkey (key, person_id, home_id, has_file) SELECT"
    of = "p.id, p.home_id, p.has_file FROM people_person AS p"
    return [
        f"UPDATE people_person SET has_file = {yes} "
        "WHERE NOT has_file AND id IN (SELECT person_id FROM people_specialist)",
        "DELETE FROM people_searchkey",
        f"{into} DISTINCT {ends}, {of} JOIN ({_NUMBERS}) AS numbers ON n <= length(p.name) "
        f"WHERE {alive}",
        f"{into} {letters}, {of} WHERE p.pinyin <> '' AND {alive}",
        f"{into} 't' || {_backwards('p.phone', server=server)}, {of} "
        f"WHERE p.phone <> '' AND {alive}",
        "DELETE FROM people_employerkey",
        f"INSERT INTO people_employerkey (key, name) SELECT DISTINCT {employer}, e.employer_name "
        f"FROM (SELECT DISTINCT employer_name FROM people_employment WHERE organisation_id IS NULL "
        f"AND employer_name <> '') AS e JOIN ({_NUMBERS}) AS numbers "
        "ON n <= length(e.employer_name)",
    ]


def fill_keys() -> Statements:
    """Return the migration step that makes the keys of what stands there already."""
    return run_each(
        sqlite=refill_statements(server=False),
        postgresql=refill_statements(server=True),
        undo_sqlite=[],
        undo_postgresql=[],
    )
