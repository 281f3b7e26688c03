"""Migrations only add: a process of the version before goes on while, and after, a newer one has run them."""
import re
from pathlib import Path

FILES = sorted((Path(__file__).resolve().parents[2] / "src/store/migrations").glob("*.sql"))
TAKES_AWAY = re.compile(r"\bDROP\s+(?!TABLE\b)\w+[^;]*|\bRENAME\b[^;]*|\bALTER\s+COLUMN\b[^;]*", re.IGNORECASE)
DROPPED, MADE = (re.compile(rf"\b{word}\s+(\w+)", re.IGNORECASE) for word in ("DROP TABLE", "CREATE(?: TEMPORARY)? TABLE"))
WITHOUT_A_VALUE = re.compile(r"\bADD\s+COLUMN\b(?=[^;]*\bNOT\s+NULL\b)(?![^;]*\bDEFAULT\b)[^;]*", re.IGNORECASE)


def faults(sql):
    """What an older process could not live with."""
    text = re.sub(r"^--(?!sqlite |postgresql ).*$", "", sql, flags=re.MULTILINE)
    return [*TAKES_AWAY.findall(text), *WITHOUT_A_VALUE.findall(text), *sorted(set(DROPPED.findall(text)) - set(MADE.findall(text)))]


def test_no_migration_takes_away_or_asks_for_more():
    assert len(FILES) >= 14
    assert {path.name: found for path in FILES if (found := faults(path.read_text(encoding="utf-8")))} == {}


def test_what_would_is_found():
    for sql in ("ALTER TABLE a DROP COLUMN b;", "DROP TABLE a;", "ALTER TABLE a RENAME TO b;", "DROP INDEX a;",
                "ALTER TABLE a ALTER COLUMN b TYPE TEXT;", "ALTER TABLE a ADD COLUMN b TEXT NOT NULL;"):
        assert len(faults(sql)) == 1, sql
    assert faults("CREATE TABLE a (b TEXT);\nDROP TABLE a;\nALTER TABLE c ADD COLUMN d TEXT NOT NULL DEFAULT '';") == []
