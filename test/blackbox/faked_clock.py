"""A wall clock that a test sets under a running process, by libfaketime. Its steady clock goes on as it is."""
import os
from pathlib import Path

TOLERANCE_S = 30  # of a machine that is busy, and less than any clock is set


def library():
    """Debian's libfaketime."""
    found = list(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))
    assert found, "no libfaketime in /usr/lib: run script/bootstrap --test"
    return found[0]


def assert_ahead(program, ahead_s):
    """A clock that was set took hold of the program: by its log it was ready so many seconds ahead of the truth."""
    assert abs(program.ahead_s - ahead_s) < TOLERANCE_S, f"it is {program.ahead_s} s ahead, not {ahead_s}"


class FakedClock:
    """Beginning with the right time. Processes started with its environment read it."""

    def __init__(self, folder):
        self._file = Path(folder) / "faked-clock"
        self.set(0)
        self.environment = {"LD_PRELOAD": str(library()), "FAKETIME_TIMESTAMP_FILE": str(self._file),
                            "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1",
                            "DONT_FAKE_MONOTONIC": "1"}

    def set(self, ahead_s):
        """Leaps to so many seconds ahead of the truth, or behind it."""
        draft = self._file.with_suffix(".draft")
        draft.write_text(f"{ahead_s:+d}\n")
        draft.chmod(0o644)
        os.replace(draft, self._file)
