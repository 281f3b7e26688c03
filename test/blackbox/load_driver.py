"""The load driver that `script/bench` measures with, here playing games as fast as they are answered while something is killed
under them: it holds each answer, and after each loss all that was answered, against what has to be (bench/games.hpp)."""
import os
import subprocess
import threading

from program import ROOT, binary

LIMIT_S = 900  # of all the kills


def driver():
    """What the dev preset builds, whoever built the program under test."""
    return os.environ.get("LUDICE_LOAD_BIN", str(ROOT / "build/dev/bench/ludice_bench"))


def play_under_kills(kills, database=None, kill=None):
    """Kills a program of its own so often, or lets `kill` do it to something else; the lines of what was seen. `database`: the
    address of an empty one, else a file."""
    options = ["--program", binary(), "--kills", str(kills)]
    options += ["--database", database] if database else []
    options += ["--ask-for-kills"] if kill else []
    with subprocess.Popen([driver(), *options], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True) as running:
        limit = threading.Timer(LIMIT_S, running.terminate)
        limit.start()
        lines = []
        try:
            for line in running.stdout:
                if line != "kill\n":
                    lines.append(line.rstrip())
                    continue
                kill()
                print("done", file=running.stdin, flush=True)
        finally:
            limit.cancel()
            running.stdin.close()
        wrong = running.stderr.read()
    assert running.returncode == 0, (lines, wrong)
    return lines


def figure(lines, name):
    """The words behind a name of the driver's table."""
    return next(line for line in lines if line.startswith(name))[len(name):].split()
