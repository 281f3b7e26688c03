"""The tree of this project holds its rules, and the program that says so answers rightly."""

import subprocess
import sys
from pathlib import Path

import tidy
from source import load_tree

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = Path(tidy.__file__)


def run(root):
    return subprocess.run([sys.executable, str(PROGRAM), str(root)], capture_output=True, text=True, timeout=120)


def test_this_project_holds_its_rules():
    assert [str(finding) for finding in tidy.findings(ROOT)] == []


def test_the_rules_read_the_files_of_this_project():
    paths = {source.path for source in load_tree(ROOT)}
    assert {"src/base/assert.hpp", "test/tidy/tidy.py", "script/test", ".ci/run", "CMakeLists.txt"} <= paths


def test_generated_and_foreign_files_are_left_alone(tree):
    tree.write("build/a.cpp", "int x;\n")
    tree.write("test/data/a.txt", "data\n")
    assert tree.findings() == []


def test_the_program_ends_with_0_where_all_is_well(tree):
    result = run(tree.root)
    assert (result.returncode, result.stdout) == (0, "")


def test_the_program_ends_with_1_and_a_line_for_each_finding(tree):
    tree.source("src/domain/a.cpp", "double x;\nfloat y;\n")
    result = run(tree.root)
    assert (result.returncode, result.stdout.count("[money]")) == (1, 2)
