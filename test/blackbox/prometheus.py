"""A real Prometheus on a free port that scrapes programs under test and holds the project's alert rules against them, with
their times shortened so that a test sees an alert fire by its fault."""
import json
import os
import re
import shutil
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request

from program import OPERATIONS, ROOT, free_port
from waiting import STEP_S, wait_until

RULES = ROOT / "deploy/prometheus/ludice.rules.yml"
START_LIMIT_S = 30
FIRE_LIMIT_S = 60


# What the rules look back over and wait for, and what a test does: never less than the program takes to show it anew.
WINDOWS = {"5m": "20s", "10m": "60s", "30m": "3m", "1h": "20s"}
AGES = {"15": "2", "60": "8", "600": "8", "6 * 3600": "2"}
SIZES = {"1.5e9": "1e8"}  # of a process, which has 30 MB where all is well; a test has no room for more


def hurried(rules):
    """No `for`, shorter windows and ages, a smaller process; shares, counts and all else stay as they are shipped."""
    rules = re.sub(r"^        for: .*\n", "", rules, flags=re.MULTILINE)
    rules = re.sub(r"(\[| offset )(\d+\w)", lambda found: found[1] + WINDOWS[found[2]], rules)
    rules = re.sub(r"(process_resident_memory_bytes\{.*\}) > (\S+)$", lambda found: f"{found[1]} > {SIZES[found[2]]}", rules,
                   flags=re.MULTILINE)
    return re.sub(r"(_seconds(?:\{.*\}| and on .*)?\)) > ([\d* ]+)$", lambda found: f"{found[1]} > {AGES[found[2]]}", rules,
                  flags=re.MULTILINE)


def service_of(program):
    """As compose calls what runs these roles."""
    return program.command[-1]


class Prometheus:
    def __init__(self, folder, programs):
        folder.mkdir()
        self.folder = folder
        self.port = free_port()
        self.watch(*programs)
        (folder / "rules.yml").write_text(hurried(RULES.read_text(encoding="utf-8")), encoding="utf-8")
        config = {"global": {"scrape_interval": "500ms", "scrape_timeout": "400ms", "evaluation_interval": "500ms"},
                  "rule_files": ["rules.yml"],
                  "scrape_configs": [{"job_name": "ludice", "file_sd_configs": [{"files": ["targets.json"]}]}]}
        (folder / "prometheus.yml").write_text(json.dumps(config), encoding="utf-8")
        program = shutil.which("prometheus")
        assert program, "no prometheus: run script/bootstrap --test"
        self.log = open(folder / "log", "wb")
        self.process = subprocess.Popen(
            [program, "--config.file=prometheus.yml", "--storage.tsdb.path=data", f"--web.listen-address=127.0.0.1:{self.port}"],
            cwd=folder, stdin=subprocess.DEVNULL, stdout=self.log, stderr=subprocess.STDOUT)
        wait_until(self._is_ready, "Prometheus", START_LIMIT_S)

    def watch(self, *programs):
        """From now on these, and no others: as where containers go and come under new addresses."""
        targets = [{"targets": [f"127.0.0.1:{program.port(OPERATIONS)}"], "labels": {"service": service_of(program)}}
                   for program in programs]
        draft = self.folder / "draft"
        draft.write_text(json.dumps(targets), encoding="utf-8")
        os.replace(draft, self.folder / "targets.json")

    def _is_ready(self):
        assert self.process.poll() is None, self.log.name
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/-/ready", timeout=5) as answer:
                return answer.status == 200
        except OSError:
            return False

    def get(self, path, **query):
        url = f"http://127.0.0.1:{self.port}/api/v1{path}?{urllib.parse.urlencode(query)}"
        with urllib.request.urlopen(url, timeout=10) as answer:
            return json.load(answer)["data"]

    def query(self, expression):
        """Values by their labels."""
        return [(point["metric"], float(point["value"][1])) for point in self.get("/query", query=expression)["result"]]

    def value(self, expression):
        """The only value, or None."""
        found = self.query(expression)
        assert len(found) <= 1, found
        return found[0][1] if found else None

    def names(self):
        return set(self.get("/label/__name__/values"))

    def firing(self):
        """The alerts that call, and the words with which they do."""
        alerts = self.get("/alerts")["alerts"]
        return {a["labels"]["alertname"]: a["annotations"]["summary"] for a in alerts if a["state"] == "firing"}

    def wait_for(self, *alerts, meanwhile=lambda: None, limit_s=FIRE_LIMIT_S):
        """All of these fire at some time; `meanwhile` is done again and again until then."""
        missing = set(alerts)

        end = time.monotonic() + limit_s
        while missing:
            assert time.monotonic() < end, f"these never fired: {missing}; firing: {self.firing()}"
            meanwhile()
            missing.difference_update(self.firing())
            time.sleep(STEP_S)

    def close(self):
        self.process.terminate()
        self.process.wait(30)
        self.log.close()
