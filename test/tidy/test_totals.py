"""Adding up a run of script/test: nothing that failed, crashed or never ran may look like success."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(__file__).resolve().parents[2] / "script" / "lib" / "totals.py"
PASSED = '<testcase name="a" status="run"/>'
FAILED = '<testcase name="b" status="run"><failure message="x"/></testcase>'
BROKEN = '<testcase name="c"><error message="x"/></testcase>'
SKIPPED = '<testcase name="d" status="run"><skipped/></testcase>'


@pytest.fixture
def results(tmp_path):
    (tmp_path / "began").touch()
    return tmp_path


def suite(results, kind, name, cases, status):
    folder = results / kind
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.status").write_text(f"{status}\n")
    if cases is not None:
        (folder / f"{name}.xml").write_text(f"<testsuites><testsuite>{cases}</testsuite></testsuites>")


def printed(results, *kinds):
    run = subprocess.run([sys.executable, str(PROGRAM), str(results), *kinds], capture_output=True, text=True, timeout=60)
    return run.returncode, run.stdout.splitlines()


def totals(results, *kinds):
    status, lines = printed(results, *kinds)
    return status, lines[-1]


def test_suites_and_kinds_are_added_up(results):
    suite(results, "unit", "a", PASSED * 3, 0)
    suite(results, "unit", "b", PASSED, 0)
    suite(results, "tidy", "tidy", PASSED * 2, 0)
    assert totals(results, "unit", "tidy") == (0, "6 passed, 0 failed")
    assert (results / "counts").read_text() == "6 0\n"


def test_failures_and_errors_count_as_failed_and_what_was_skipped_as_neither(results):
    suite(results, "unit", "a", PASSED + FAILED + BROKEN + SKIPPED, 1)
    assert totals(results, "unit") == (1, "1 passed, 2 failed (1 skipped)")


def test_a_crash_without_a_report_is_a_failure(results):
    suite(results, "unit", "a", PASSED, 0)
    suite(results, "unit", "b", None, 134)
    assert totals(results, "unit") == (1, "1 passed, 1 failed")


def test_a_bad_end_behind_tests_that_passed_is_a_failure(results):
    suite(results, "unit-tsan", "a", PASSED, 66)
    assert totals(results, "unit-tsan") == (1, "1 passed, 1 failed")


@pytest.mark.parametrize("cases", ["", None])
def test_a_suite_without_tests_is_a_failure(results, cases):
    suite(results, "unit", "a", PASSED, 0)
    suite(results, "unit", "b", cases, 0)
    assert totals(results, "unit") == (1, "1 passed, 1 failed")


def test_a_kind_that_never_ran_is_a_failure(results):
    suite(results, "unit", "a", PASSED, 0)
    assert totals(results, "unit", "blackbox") == (1, "1 passed, 1 failed")


def test_a_kind_of_which_all_was_skipped_is_a_failure(results):
    suite(results, "blackbox", "a", SKIPPED, 0)
    assert totals(results, "blackbox") == (1, "0 passed, 1 failed (1 skipped)")


def test_what_failed_is_named_and_each_kind_says_when_it_was_through(results):
    suite(results, "unit", "a", PASSED + FAILED, 1)
    suite(results, "unit", "b", PASSED, 134)
    suite(results, "tidy", "tidy", PASSED, 0)
    os.utime(results / "began", (1_000, 1_000))
    os.utime(results / "unit/a.status", (1_060, 1_060))
    os.utime(results / "unit/b.status", (1_180, 1_180))
    os.utime(results / "tidy/tidy.status", (1_240, 1_240))
    _, lines = printed(results, "unit", "tidy")
    assert lines[1:3] == ["failed: unit b", "failed: unit the whole of b"]
    assert [line.split() for line in lines[4:6]] == [["unit", "2", "2", "0", "3"], ["tidy", "1", "0", "0", "4"]]
