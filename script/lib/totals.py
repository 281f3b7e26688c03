"""Adds up what the suites of a run left behind, prints a table and the line "N passed, N failed".

Usage: totals.py RESULTS KIND...   RESULTS/KIND/NAME.xml is a JUnit file, NAME.status an exit status.
A kind without a single test is a failure, and so is a suite that ended badly without saying which test.
The counts also go into RESULTS/counts, for whoever adds several runs up. Exit status 1 on any failure.
"""

import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path


def cases(xml_file):
    """(passed, failed, skipped) of one JUnit file; None where it is not readable."""
    try:
        tests = list(ElementTree.parse(xml_file).getroot().iter("testcase"))
    except (OSError, ElementTree.ParseError):
        return None
    failed = sum(1 for test in tests if test.find("failure") is not None or test.find("error") is not None)
    skipped = sum(1 for test in tests if test.find("skipped") is not None or test.get("status") == "notrun")
    return len(tests) - failed - skipped, failed, skipped


def suite_counts(status_file):
    """The counts of one suite; an end that no failed test explains is one failure more."""
    status = status_file.read_text().strip()
    passed, failed, skipped = cases(status_file.with_suffix(".xml")) or (0, 0, 0)
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


def main(results, kinds):
    passed = failed = skipped = 0
    print()
    print(f"{'':12}{'passed':>8}{'failed':>8}{'skipped':>9}")
    for kind in kinds:
        counts = kind_counts(results / kind)
        print(f"{kind:12}{counts[0]:8}{counts[1]:8}{counts[2]:9}")
        passed, failed, skipped = passed + counts[0], failed + counts[1], skipped + counts[2]
    (results / "counts").write_text(f"{passed} {failed}\n")
    print()
    print(f"{passed} passed, {failed} failed" + (f" ({skipped} skipped)" if skipped else ""))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
