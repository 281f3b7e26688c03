"""docs/api.md: the front end it shows is complete and short, and plays a game as it stands."""
import re
import subprocess
import sys

from program import API, ROOT

GUIDE = (ROOT / "docs/api.md").read_text()
LIMIT_S = 30


def snippets():
    """The front end, and the loop that handles events."""
    return re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)


def front_end():
    return snippets()[0]


def start_as_told(start_program):
    """The server that the guide says how to start; the key of its front end fits as it stands."""
    key, *command = re.search(r"^    SECRET_KEY='(.+)' ludice (\w+) (\S+) (\S+)$", GUIDE, re.MULTILINE).groups()
    return start_program(LUDICE_USER_LIMIT=None, SECRET_KEY=key, command=command)


def run_python(text, program):
    text = text.replace(":8080", f":{program.port(API)}")
    return subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, timeout=LIMIT_S, check=False)


def test_the_front_end_has_at_most_thirty_lines_and_needs_python_alone():
    lines = front_end().splitlines()
    assert len(lines) <= 30
    imported = {name for line in lines if line.startswith("import ") for name in line[7:].split(", ")}
    assert {name.split(".")[0] for name in imported} <= sys.stdlib_module_names


def test_the_front_end_plays_a_game(start_program):
    program = start_as_told(start_program)
    result = run_python(front_end(), program)
    assert result.returncode == 0, result.stderr
    ends = re.findall(r"^(?:anna|ivan): (\w+), (\d+) back, balance (\d+)$", result.stdout, re.MULTILINE)
    assert sorted(ends) in ([("lost", "0", "950"), ("won", "100", "1050")], [("void", "50", "1000")] * 2), result.stdout
    profile = front_end().partition("players =")[0] + 'print(call("/profile", username="anna")["games"])'
    assert run_python(profile, program).stdout == "1\n"


def test_the_loop_handles_and_acknowledges_events(start_program):
    program = start_as_told(start_program)
    loop = snippets()[1].replace("while True:", "for _ in range(2):").replace("wait=25", "wait=1")
    calls, _, game = front_end().partition("players =")
    text = f"""{calls}
def handle(event):
    print("handled", event["id"])
    return True

call("/events", consumer="my front end")
players ={game}
{loop}"""
    result = run_python(text, program)
    assert result.returncode == 0, result.stderr
    handled = re.findall("^handled (.+)$", result.stdout, re.MULTILINE)
    assert len(handled) > 3 and len(set(handled)) == len(handled), result.stdout


def test_the_codes_of_the_guide_are_those_of_the_program(api):
    declared = set()
    for methods in api.http.request("GET", "/openapi.json").json["paths"].values():
        for response in methods.get("post", {}).get("responses", {}).values():
            declared |= set(re.findall(r"^`(\w+)`:", response["description"], re.MULTILINE))
    named = set(re.findall(r"^\| [\d, ]+ \| (.*?) \|", GUIDE, re.MULTILINE))
    assert set(re.findall(r"`(\w+)`", " ".join(named))) - {"details"} <= declared
