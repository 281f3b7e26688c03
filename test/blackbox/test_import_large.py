"""Large folders of the first Ludicé in one go: memory does not grow with them. With --full files of 200 MB and folders of
many people, else only those that take no time."""
import re
import subprocess
import sys

import pytest

from old_data import Place
from program import ROOT, binary, environment

LARGE_BYTES = 200_000_000
MOST_MIB = 300
# Runs a command and says the most memory that it had, in KiB. Linux counts into it what whoever started it had: not this
# test's process, which may have had much more, but one that has little.
MEASURED = """
import os, sys
_, status, usage = os.wait4(os.spawnv(os.P_NOWAIT, sys.argv[1], sys.argv[1:]), 0)
print("peak:", usage.ru_maxrss)
sys.exit(os.waitstatus_to_exitcode(status))
"""


@pytest.fixture
def place(tmp_path):
    made = Place(tmp_path, f"sqlite:{tmp_path / 'game.db'}")
    made.old.mkdir()
    yield made
    for file in made.old.iterdir():
        file.unlink()


def dry_run(place):
    """What `ludice import --dry-run` says without its doubts, its exit code, and the most memory that it had, in MiB."""
    process = subprocess.Popen([sys.executable, "-c", MEASURED, binary(), "import", "old", "--dry-run"], cwd=place.folder,
                               env=environment(place.settings), stdout=subprocess.PIPE, text=True)
    with process.stdout:
        *said, peak = (line for line in process.stdout if ": doubtful: " not in line)
    return "".join(said), process.wait(), int(peak.removeprefix("peak: ")) / 1024


@pytest.mark.parametrize("value", ["null", "[]", "{}", "true"])
def test_one_entry_of_lists_in_lists_is_refused_whatever_its_size(place, value):
    inner = "[" + ",".join([value] * 60_000) + "]"
    with open(place.old / "users.json", "w", encoding="utf-8") as file:
        file.write('{"a":[' + inner)
        for _ in range(LARGE_BYTES // len(inner)):
            file.write("," + inner)
        file.write("]}")
    assert (place.old / "users.json").stat().st_size > LARGE_BYTES
    said, code, peak_mib = dry_run(place)
    assert code == 1 and "users.json:1: refused: an entry takes more than 64 KiB" in said, said
    assert peak_mib < MOST_MIB


def test_two_people_in_a_million_games_are_refused_by_a_line_each(place, full):
    with open(place.old / "bets.json", "w", encoding="utf-8") as file:
        games = 1_000_000 if full else 20_000
        file.write("{")
        file.writelines(f'"{i:024x}": {{"anna": 10, "ivan": 10}},\n' for i in range(games - 1))
        file.write('"last": {"anna": 10, "ivan": 10}}')
    said, code, peak_mib = dry_run(place)
    assert code == 1
    for name in ("anna", "ivan"):
        assert f'bets.json: "{name}": refused: it has {games} stakes; no player was in more than 10000' in said
    assert peak_mib < MOST_MIB


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_a_whole_folder_comes_in_again_and_out_in_bounded_memory(engine, request, full, tell):
    """bench/big_import.py's folder: imported, imported again, audited, exported."""
    people = {"sqlite": 300_000, "postgresql": 100_000}[engine] if full else 20_000
    arguments = [sys.executable, str(ROOT / "bench/big_import.py"), binary(), str(people)]
    if engine == "postgresql":
        arguments += ["--postgres", request.getfixturevalue("postgres").database()]
    result = subprocess.run(arguments, env=environment({}), text=True, capture_output=True, timeout=900, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    if full:
        tell(f"{engine}: {result.stdout}")
    runs = re.findall(r"^(\w+).* (\d+) MiB, exit (\d+)$", result.stdout, re.MULTILINE)
    assert [command for command, _, _ in runs] == ["import", "import", "audit", "export"], result.stdout
    assert all(int(mib) < MOST_MIB and code == "0" for _, mib, code in runs), result.stdout
