"""Every scene that docs/proof.md lists is named in the tests it is listed with, and every scene a test names is listed."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\| (\d+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
NAMED = re.compile(r"\bscenes? [0-9, and]*\b|scene_\d+_", re.IGNORECASE)


def listed():
    """The files of each scene by its number."""
    text = (ROOT / "docs/proof.md").read_text(encoding="utf-8")
    section = text.split("\n## Scenes\n")[1].split("\n## ")[0]
    return {int(number): re.findall(r"`([^`]+)`", files) for number, _, files in ROW.findall(section)}


def scenes_of(path):
    """The numbers that a test file names, in its tests or in its opening words."""
    return {int(n) for name in NAMED.findall(path.read_text(encoding="utf-8")) for n in re.findall(r"\d+", name)}


def test_every_scene_listed_is_named_in_each_of_its_tests():
    assert len(listed()) >= 30
    assert [(number, file) for number, files in listed().items() for file in files
            if number not in scenes_of(ROOT / "test" / file)] == []


def test_every_scene_has_a_test():
    assert [number for number, files in listed().items() if not files] == []


def test_every_scene_named_in_a_test_is_listed():
    tests = [*(ROOT / "test").rglob("*_test.cpp"), *(ROOT / "test/blackbox").glob("test_*.py")]
    assert {number for path in tests for number in scenes_of(path)} - set(listed()) == set()
