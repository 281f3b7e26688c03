"""What a load costs, from /proc: CPU of each kind of process, the busiest thread of the program, the machine, its disk; the
program's own commits from /metrics; and what PostgreSQL's backends are doing, asked all the while."""
import os
import re
import tempfile
import threading
import urllib.request
from collections import Counter
from pathlib import Path

from postgres import shell_of

TICK_S = 1 / os.sysconf("SC_CLK_TCK")
ASK_EVERY_S = 0.1
END = "."
ACTIVITY = """SELECT CASE WHEN state LIKE 'idle in%' THEN 'between two statements'
                          ELSE coalesce(wait_event_type || ' ' || wait_event, 'running') END, count(*)
              FROM pg_stat_activity
              WHERE backend_type = 'client backend' AND state <> 'idle' AND pid <> pg_backend_pid() GROUP BY 1"""


def fields(path):
    """Of a stat file, those behind the name in brackets."""
    return path.read_text().rpartition(")")[2].split()


def cpu_s(path):
    found = fields(path)
    return (int(found[11]) + int(found[12])) * TICK_S


def children(pid):
    return [int(child) for task in Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split()]


def threads(pid):
    """CPU seconds by thread; the event loop is the one with the number of the process."""
    return {(pid, task.name): cpu_s(task / "stat") for task in Path(f"/proc/{pid}/task").iterdir()}


def metrics(pid):
    """Sum and number of what the program has counted of its commits."""
    environment = dict(entry.split("=", 1) for entry in Path(f"/proc/{pid}/environ").read_text().split("\0") if entry)
    with urllib.request.urlopen(f"http://{environment['LUDICE_OPS_LISTEN']}/metrics", timeout=10) as answer:
        found = re.findall(r"^(ludice_store_commit_seconds_(?:sum|count)) (\S+)$", answer.read().decode(), re.MULTILINE)
    return Counter({name: float(value) for name, value in found})


def disk_busy_s():
    """How long the disk of temporary files has had something to do, and how often it was to flush its cache."""
    device = os.stat(tempfile.gettempdir()).st_dev
    for line in Path("/proc/diskstats").read_text().splitlines():
        found = line.split()
        if (int(found[0]), int(found[1])) == (os.major(device), os.minor(device)):
            return int(found[12]) / 1000, int(found[18])
    return 0, 0


class Snapshot:
    """Everything that only grows, at one moment."""

    def __init__(self, driver, postmaster, redis):
        servers = children(driver)
        idle, waiting = (int(value) for value in Path("/proc/stat").read_text().split()[4:6])
        self.idle_s = (idle + waiting) * TICK_S
        self.disk_s, self.flushes = disk_busy_s()
        self.cpu_s = Counter(driver=cpu_s(Path(f"/proc/{driver}/stat")))
        self.threads = Counter()
        self.metrics = Counter()
        for pid in servers:
            self.cpu_s["ludice"] += cpu_s(Path(f"/proc/{pid}/stat"))
            self.threads.update(threads(pid))
            self.metrics.update(metrics(pid))
        if postmaster:
            self.cpu_s["PostgreSQL"] = sum(cpu_s(Path(f"/proc/{pid}/stat")) for pid in [postmaster, *children(postmaster)])
        if redis:
            self.cpu_s["Redis"] = cpu_s(Path(f"/proc/{redis}/stat"))
        self.at_s = float(Path("/proc/uptime").read_text().split()[0])


class Activity:
    """Asks PostgreSQL what its backends are at, between start and stop."""

    def __init__(self, url):
        self.url = url
        self.seen = Counter()
        self.asked = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._ask)

    def start(self):
        self._thread.start()

    def stop(self):
        self._ended.set()
        self._thread.join()

    def _ask(self):
        with shell_of(self.url) as session:
            while not self._ended.wait(ASK_EVERY_S):
                self.asked += 1
                session.stdin.write(f"{ACTIVITY};\nSELECT '{END}';\n")
                session.stdin.flush()
                for line in iter(session.stdout.readline, f"{END}\n"):
                    what, count = line.split("|")
                    self.seen[what] += int(count)

    def on_average(self):
        """Backends at work by what they are at, most first."""
        return {what: count / max(self.asked, 1) for what, count in self.seen.most_common()}

