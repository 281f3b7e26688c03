"""docs/api.md: the front end it shows is complete and short, and plays a game as it stands."""
import re
import subprocess
import sys

from client import Api
from program import API, KEY, ROOT

GUIDE = (ROOT / "docs/api.md").read_text()
LIMIT_S = 30


def front_end():
    return re.search(r"```python\n(.*?)```", GUIDE, re.DOTALL)[1]


def test_the_front_end_has_at_most_thirty_lines_and_needs_python_alone():
    lines = front_end().splitlines()
    assert len(lines) <= 30
    imported = {name for line in lines if line.startswith("import ") for name in line[7:].split(", ")}
    assert {name.split(".")[0] for name in imported} <= sys.stdlib_module_names


def test_the_front_end_plays_a_game(start_program):
    program = start_program(LUDICE_USER_LIMIT=None)
    text = front_end().replace("the value of SECRET_KEY", KEY).replace(":8080", f":{program.port(API)}")
    result = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, timeout=LIMIT_S, check=False)
    assert result.returncode == 0, result.stderr
    ends = re.findall(r"^(?:anna|ivan): (\w+), (\d+) back, balance (\d+)$", result.stdout, re.MULTILINE)
    assert sorted(ends) in ([("lost", "0", "950"), ("won", "100", "1050")], [("void", "50", "1000")] * 2), result.stdout
    assert Api(program).call("/profile", username="anna").data["games"] == 1


def test_the_codes_of_the_guide_are_those_of_the_program(api):
    declared = set()
    for methods in api.http.request("GET", "/openapi.json").json["paths"].values():
        for response in methods.get("post", {}).get("responses", {}).values():
            declared |= set(re.findall(r"^`(\w+)`:", response["description"], re.MULTILINE))
    named = set(re.findall(r"^\| [\d, ]+ \| (.*?) \|", GUIDE, re.MULTILINE))
    assert set(re.findall(r"`(\w+)`", " ".join(named))) - {"details"} <= declared
