#!/usr/bin/env python3
"""The first three steps of docs/scaling.md in turn, each time on an empty database: one process on SQLite, one on a PostgreSQL
of its own, several on that, the first and the last also with a Redis: `script/bench replicas`. Prints the medians of all rounds: games and calls a second, what each
game costs, and what is busy meanwhile."""
import argparse
import os
import re
import statistics
import subprocess
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "test/blackbox"))
from postgres import Postgres  # noqa: E402
from redis_server import Redis  # noqa: E402
from watch import Activity, Snapshot  # noqa: E402

PROGRAM = ROOT / "build/bench/bench/ludice_bench"
GAMES = "complete staked games"
CALLS = ("/modify_balance", "/get_balance")
ROW = r" +(\d+)/s +\d+ to \d+ +(\S+) ms +(\S+) ms$"


def row_of(what, printed):
    """A second, and the p50 and p99 of one request in milliseconds."""
    return [float(value) for value in re.search(f"^{re.escape(what)}{ROW}", printed, re.MULTILINE).groups()]


def command(step, options):
    database = ["--database", step.server.database(), "--replicas", str(step.processes)] if step.server else []
    if step.redis:
        step.redis.cli("FLUSHALL")
        database += ["--redis", step.redis.url]
    return [PROGRAM, *database, *options]


class Step:
    """A way to run it, and what was seen of it: figures by name for each round."""

    def __init__(self, name, processes, server, redis=None):
        self.name = name
        self.processes = processes
        self.server = server
        self.redis = redis
        self.seen = []

    def measure(self, asked):
        options = ["--runs", "3", *asked.options]
        found = self._games([*options, "--games", str(asked.games), "--calls", "0"])
        # Fails, as that above, where the money is not right.
        printed = subprocess.run(command(self, [*options, "--games", "0", "--calls", str(asked.calls)]), stdout=subprocess.PIPE,
                                 text=True, check=True).stdout
        found |= {f"{what}, a second": row_of(what, printed)[0] for what in CALLS}
        self.seen.append(found)

    def _games(self, options):
        postmaster = self.server.process.pid if self.server else None
        redis = self.redis.process.pid if self.redis else None
        activity = Activity(self.server.url("postgres")) if self.server else None
        with subprocess.Popen(command(self, options), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as driver:
            marks = []
            for line in driver.stderr:
                games = re.fullmatch(r"games (begin|end): (\d+)\n", line)
                if not games:
                    sys.stderr.write(line)
                    continue
                marks.append((Snapshot(driver.pid, postmaster, redis), int(games[2])))
                if activity and games[1] == "begin":
                    activity.start()
                elif activity:
                    activity.stop()
            printed = driver.stdout.read()
        assert driver.returncode == 0, printed
        (before, _), (after, games) = marks
        rate, p50, p99 = row_of(GAMES, printed)
        found = {"games, a second": rate, "request p50, ms": p50, "request p99, ms": p99} | costs(before, after, games)
        if activity:
            found |= {f"backends: {what}": count for what, count in activity.on_average().items() if count >= 0.05}
        return found

    def median(self, what):
        return statistics.median(found.get(what, 0) for found in self.seen)


def costs(before, after, games):
    """What lies between two moments, for each game and for each second."""
    took_s = after.at_s - before.at_s
    found = {f"CPU of {kind}, ms a game": (used - before.cpu_s[kind]) * 1000 / games for kind, used in after.cpu_s.items()}
    ours_s = sum(after.cpu_s.values()) - sum(before.cpu_s.values())
    found["cores busy with these"] = ours_s / took_s
    found["cores busy with anything else"] = os.cpu_count() - (after.idle_s - before.idle_s + ours_s) / took_s
    busy = {thread: (used - before.threads[thread]) / took_s for thread, used in after.threads.items()}
    found["busiest event loop, of one core"] = max(share for (pid, thread), share in busy.items() if str(pid) == thread)
    found["busiest other thread, of one core"] = max(share for (pid, thread), share in busy.items() if str(pid) != thread)
    found["disk busy, of the time"] = (after.disk_s - before.disk_s) / took_s
    found["flushes of the disk, a second"] = (after.flushes - before.flushes) / took_s
    counted = Counter({name: after.metrics[name] - before.metrics[name] for name in after.metrics})
    commits = counted["ludice_store_commit_seconds_count"]
    found["commits, a game"] = commits / games
    found["a commit, ms"] = counted["ludice_store_commit_seconds_sum"] * 1000 / commits
    return found


def main():
    arguments = argparse.ArgumentParser(prog="script/bench replicas", description=__doc__)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--replicas", type=int, default=3, help="against one (default: 3)")
    arguments.add_argument("--games", type=int, default=5000, help="for each run, of which a round has three (default: 5000)")
    arguments.add_argument("--calls", type=int, default=20000, help="the same, of the balance service (default: 20000)")
    arguments.add_argument("options", nargs="*", help="more options of ludice_bench, behind --")
    asked = arguments.parse_args()
    # As in production: what is acknowledged is on the disk.
    server = Postgres(fsync="on")
    redis = Redis(server.folder)
    several = f"PostgreSQL × {asked.replicas}"
    steps = [Step("SQLite", 1, None), Step("SQLite, Redis", 1, None, redis), Step("PostgreSQL", 1, server),
             Step(several, asked.replicas, server), Step(f"{several}, Redis", asked.replicas, server, redis)]
    try:
        for _ in range(asked.rounds):
            for step in steps:
                step.measure(asked)
    finally:
        redis.close()
        server.close()
    print(f"{f'{os.cpu_count()} cores, {asked.rounds} rounds':50}" + "".join(f"{step.name:>24}" for step in steps))
    for what in dict.fromkeys(what for step in reversed(steps) for found in step.seen for what in found):
        print(f"{what:50}" + "".join(f"{step.median(what):24.{0 if what.endswith('a second') else 2}f}" for step in steps))


if __name__ == "__main__":
    main()
