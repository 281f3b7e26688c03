"""The load driver that `script/bench` measures with, here playing games as fast as they are answered while something is killed
under them: it holds each answer, and after each loss all that was answered, against what has to be (bench/games.hpp)."""
import os
import signal
import subprocess
import tempfile
import threading

from program import ROOT, binary

CONNECTIONS = 64
START_LIMIT_S, KILL_LIMIT_S = 300, 60


def driver():
    """What the dev preset builds, whoever built the program under test."""
    return os.environ.get("LUDICE_LOAD_BIN", str(ROOT / "build/dev/bench/ludice_bench"))


class Seen:
    """What became of the requests without an answer, and of games that had ended."""

    def __init__(self, lines):
        words = _figure(lines, "requests without an answer")
        self.whole, self.absent = int(words[0]), int(words[4])
        self.looked_at = int(_figure(lines, "ended games looked at again")[0])

    def __str__(self):
        return (f"{self.looked_at} games had ended and were looked at again; of the requests without an answer {self.whole} "
                f"had had their effect, {self.absent} had none.")


def _figure(lines, name):
    """The words behind a name of the driver's table."""
    return next(line for line in lines if line.startswith(name))[len(name):].split()


def play_under_kills(kills, database=None, kill=None):
    """Kills a program of its own so often, or lets `kill` do it to something else. `database`: the address of an empty one, else
    a file. What is not as it has to be is an AssertionError with the driver's words."""
    options = ["--program", binary(), "--connections", str(CONNECTIONS), "--kills", str(kills)]
    options += ["--database", database] if database else []
    options += ["--ask-for-kills"] if kill else []
    # Other tests wait for their programs beside it.
    command = ["nice", driver(), *options]
    with tempfile.TemporaryFile("w+") as said, subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said, text=True, start_new_session=True) as running:
        limit_s = START_LIMIT_S + KILL_LIMIT_S * kills
        limit = threading.Timer(limit_s, os.killpg, (running.pid, signal.SIGKILL))
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
            running.stdin.close()
            running.wait()
            limit.cancel()
        said.seek(0)
        assert running.returncode == 0, said.read() or f"nothing was said; the limit is {limit_s} s"
    return Seen(lines)
