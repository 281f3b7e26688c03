"""Adds up what the suites of a run left behind, prints what failed, a table and the line "N passed, N failed".

Usage: totals.py RESULTS KIND...   RESULTS/KIND/NAME.xml is a JUnit file, NAME.status an exit status, RESULTS/began
a file made at the start: the table says in which minute each kind was through.
A kind without a single test is a failure, and so is a suite that ended badly without saying which test.
The counts also go into RESULTS/counts, for whoever adds several runs up. Exit status 1 on any failure.
"""

import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path


def has_failed(test):
    return test.find("failure") is not None or test.find("error") is not None


def tests_in(xml_file):
    """The tests of a JUnit file; none where it is not readable."""
    try:
        return list(ElementTree.parse(xml_file).getroot().iter("testcase"))
    except (OSError, ElementTree.ParseError):
        return []


def cases(xml_file):
    """(passed, failed, skipped) of one JUnit file."""
    tests = tests_in(xml_file)
    failed = sum(1 for test in tests if has_failed(test))
    skipped = sum(1 for test in tests if test.find("skipped") is not None or test.get("status") == "notrun")
    return len(tests) - failed - skipped, failed, skipped


def suite_counts(status_file):
    """The counts of one suite; an end that no failed test explains is one failure more."""
    status = status_file.read_text().strip()
    passed, failed, skipped = cases(status_file.with_suffix(".xml"))
    if status != "0" and failed == 0:
        failed = 1
    if status == "0" and passed + failed + skipped == 0:
        failed = 1
    return passed, failed, skipped


def kind_counts(folder):
    totals = [0, 0, 0]
    for status_file in sorted(folder.glob("*.status")):
        for index, count in enumerate(suite_counts(status_file)):
            totals[index] += count
    if totals[0] + totals[1] == 0:
        totals[1] = 1
    return totals


def failed_names(folder):
    """What failed, by name; a suite by its own where it does not say which test."""
    for status_file in sorted(folder.glob("*.status")):
        tests = tests_in(status_file.with_suffix(".xml"))
        failed = [f"{test.get('classname', '')} {test.get('name')}".strip() for test in tests if has_failed(test)]
        if not failed and status_file.read_text().strip() != "0":
            failed = [f"the whole of {status_file.stem}"]
        yield from failed


def minute(results, kind):
    """In which minute of the run the kind was through."""
    ended = max((each.stat().st_mtime for each in (results / kind).glob("*.status")), default=0)
    return max(0, round((ended - (results / "began").stat().st_mtime) / 60))


def main(results, kinds):
    passed = failed = skipped = 0
    print()
    for kind in kinds:
        for name in failed_names(results / kind):
            print(f"failed: {kind} {name}")
    print(f"{'':16}{'passed':>8}{'failed':>8}{'skipped':>9}{'minute':>8}")
    for kind in kinds:
        counts = kind_counts(results / kind)
        print(f"{kind:16}{counts[0]:8}{counts[1]:8}{counts[2]:9}{minute(results, kind):8}")
        passed, failed, skipped = passed + counts[0], failed + counts[1], skipped + counts[2]
    (results / "counts").write_text(f"{passed} {failed}\n")
    print()
    print(f"{passed} passed, {failed} failed" + (f" ({skipped} skipped)" if skipped else ""))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
