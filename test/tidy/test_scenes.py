"""The table of scenes in docs/proof.md lists, for each scene, exactly the files that play it: those with the scene's number in
the name of a test or in their opening words."""

import ast
import re
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
SCENES = range(1, 40)
ROW = re.compile(r"^\| (\d+) \| [^|]+ \| ([^|]+) \|$", re.MULTILINE)
NOT_YET = re.compile(r"^Not yet: ([\d, and]+)", re.MULTILINE)
CPP_TEST = re.compile(r"^TEST(?:_[FP])?\(\s*\w+,\s*(\w+)\)", re.MULTILINE)
OPENING_COMMENT = re.compile(r"(?://.*\n)*")
IN_A_NAME = re.compile(r"(?:^|_)scene_(\d+)_")
IN_WORDS = re.compile(r"\bscenes? (\d+(?:(?:, | and )\d+)*)", re.IGNORECASE)


def section():
    text = (TESTS.parent / "docs/proof.md").read_text(encoding="utf-8")
    return text.split("\n## Scenes\n")[1].split("\n## ")[0]


def listed():
    """The files of each scene by its number."""
    return {int(number): set(re.findall(r"`([^`]+)`", files)) for number, files in ROW.findall(section())}


def named_in_python(text):
    """The opening words of a file and the names of its tests."""
    tree = ast.parse(text)
    names = [node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
    return ast.get_docstring(tree) or "", names


def named_in_cpp(text):
    return OPENING_COMMENT.match(text)[0].replace("\n// ", " "), CPP_TEST.findall(text)


def scenes_of(words, names):
    told = {number for numbers in IN_WORDS.findall(" ".join(words.split())) for number in re.findall(r"\d+", numbers)}
    return {int(number) for number in told.union(*(IN_A_NAME.findall(name) for name in names))}


def played():
    """The files that name each scene by its number."""
    files = {}
    for pattern, named_in in (("*_test.cpp", named_in_cpp), ("test_*.py", named_in_python)):
        for path in TESTS.rglob(pattern):
            for number in scenes_of(*named_in(path.read_text(encoding="utf-8"))):
                files.setdefault(number, set()).add(str(path.relative_to(TESTS)))
    return files


def entries(scenes):
    return {(number, file) for number, files in scenes.items() for file in files}


def test_each_scene_is_listed_with_exactly_the_files_that_name_it():
    table, tests = entries(listed()), entries(played())
    assert len(table) >= 100
    assert sorted(table - tests) == [], "listed, but they do not name the scene"
    assert sorted(tests - table) == [], "they name the scene, but are not listed"


def test_every_scene_has_a_test_or_is_said_to_have_none():
    missing = {int(number) for number in re.findall(r"\d+", NOT_YET.search(section())[1])}
    with_tests = {number for number, files in listed().items() if files}
    assert (with_tests | missing, with_tests & missing) == (set(SCENES), set())
