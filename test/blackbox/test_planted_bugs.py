"""The bugs that are planted for the simulator exist there alone."""

import pathlib
import re

from program import binary

SIM = pathlib.Path(__file__).parents[1] / "sim"
TABLES = {"planted.cpp": 30, "bot_planted.cpp": 7}


def test_the_program_has_no_switch_for_a_planted_bug():
    names = []
    for table, at_least in TABLES.items():
        found = re.findall(r'Planted\{"(\w+)"', (SIM / table).read_text())
        assert len(found) >= at_least, table
        names += found
    program = pathlib.Path(binary()).read_bytes()
    assert [name for name in names if name.encode() in program] == []
