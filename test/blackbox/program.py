"""Runs the program under test: starts it on free ports in a folder of its own, reads its log, stops or kills
it by its process, and proves its ledger with `ludice audit`."""
import json
import os
import re
import secrets
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from datetime import datetime
from pathlib import Path


ROOT = Path(__file__).resolve().parents[2]
KEY = "black box key, long enough"
FREE_PORT = "127.0.0.1:0"
UNREACHED_LIMIT = "1000000/second"  # every call is counted, and none refused
START_LIMIT_S = 60
STOP_LIMIT_S = 60
# What the log calls each listener.
API, BALANCE, FINANCE = "game API", "balance service", "finance API"
OPERATIONS, SANDBOX = "operations", "sandbox"


def binary():
    """The program under test: LUDICE_BIN, else what the dev preset builds."""
    return os.environ.get("LUDICE_BIN", str(ROOT / "build/dev/src/app/ludice"))


def free_port():
    """A port that nobody has now, for what cannot be asked which one it took. It lies below those that the system gives to
    connections going out: one of them could have it while its server is away."""
    while True:
        port = 16_000 + secrets.randbelow(16_000)
        with socket.socket() as found:
            try:
                found.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


def environment(settings):
    """This process's environment without any setting of the program, and the given settings."""
    foreign = {"TOKEN", "SECRET_KEY", "secret_token", "TELEGRAM_API_ROOT", "DATABASE_URL", "REDIS_URL", "AMQP_URL"}
    kept = {k: v for k, v in os.environ.items() if k not in foreign and not k.startswith("LUDICE_")}
    return kept | {name: str(value) for name, value in settings.items() if value is not None}


def run(arguments, folder, settings=None, limit_s=START_LIMIT_S):
    """Runs a short command to its end; the result has returncode, stdout and stderr as text."""
    return subprocess.run([binary(), *arguments], cwd=folder, env=environment(settings or {}), text=True,
                          capture_output=True, timeout=limit_s, check=False)


# Everything started by this process, so that a test that failed half-way leaves nothing behind.
_started = []


def end_what_is_left():
    """Kills the programs that nobody has stopped."""
    for program in _started:
        if program.is_running():
            program.kill()


class Program:
    """One long-running command. Settings given as None are left out of its environment."""

    def __init__(self, folder, command=("serve", "--roles", "api,balance"), **settings):
        self.folder = Path(folder)
        self.command = list(command)
        self.settings = {
            "SECRET_KEY": KEY,
            "LUDICE_API_LISTEN": FREE_PORT,
            "LUDICE_BALANCE_LISTEN": FREE_PORT,
            "LUDICE_FINANCE_LISTEN": FREE_PORT,
            "LUDICE_OPS_LISTEN": FREE_PORT,
            "LUDICE_SANDBOX_LISTEN": FREE_PORT,
            "DATABASE_URL": f"sqlite:{self.folder / 'game.db'}",
            "LUDICE_USER_LIMIT": "0",
            "LUDICE_LOG_FORMAT": "json",
        } | settings
        self.process = None
        self.contract = None  # of its settings, once somebody asks for it
        self.ahead_s = None  # its clock, of ours, when it was ready
        self.log = []
        self._changed = threading.Condition()
        self._reader = None
        _started.append(self)

    def start(self):
        """Starts it and returns once it says that it is ready."""
        assert self.process is None or self.process.poll() is not None
        self.log = []
        self.contract = None
        process = subprocess.Popen([binary(), *self.command], cwd=self.folder, env=environment(self.settings),
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self._reader = threading.Thread(target=self._read_log, args=(process,), daemon=True)
        self._reader.start()
        self.process = process  # from here on another thread may kill it
        if self.command[0] == "sandbox":
            self.port(SANDBOX)
        else:
            ready = self.wait_for_log(lambda line: line.get("event") == "ready", "readiness", START_LIMIT_S)
            self.ahead_s = datetime.fromisoformat(ready["time"]).timestamp() - time.time()
        return self

    def _read_log(self, process):
        for raw in process.stdout:
            try:
                line = json.loads(raw)
            except ValueError:
                line = {"event": "text", "text": raw.decode(errors="replace").rstrip()}
            with self._changed:
                self.log.append(line)
                self._changed.notify_all()
        with self._changed:
            self.log.append({"event": "end of log"})
            self._changed.notify_all()

    def wait_for_log(self, wanted, what, limit_s=60.0):
        """The first log line that `wanted` accepts, waiting for it."""
        def found():
            return next((line for line in self.log if wanted(line)), None)

        with self._changed:
            self._changed.wait_for(lambda: found() or self._ended(), limit_s)
            line = found()
            assert line, f"no {what}; the log ends with {self.log[-5:]}"
            return line

    def _ended(self):
        return bool(self.log) and self.log[-1].get("event") == "end of log"

    def port(self, listener):
        """The port that was taken for a listener; the local Telegram says it to people."""
        if listener == SANDBOX:
            said = self.wait_for_log(lambda line: "http://127.0.0.1:" in line.get("text", ""), "address of the page")
            return int(re.search(r"http://127\.0\.0\.1:(\d+)/", said["text"])[1])
        return self.wait_for_log(lambda line: line.get("event") == "listening" and line.get("what") == listener,
                                 f"listener {listener}")["port"]

    def operations(self, path):
        """Status and text of a call such as /health/ready."""
        url = f"http://127.0.0.1:{self.port(OPERATIONS)}{path}"
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def metric(self, series):
        """The value of a metric of one series, given as it is written; None where it is not told."""
        text = self.operations("/metrics")[1]
        return next((float(line.rsplit(" ", 1)[1]) for line in text.splitlines() if line.startswith(series + " ")), None)

    def unshared(self):
        """How many calls its own limits alone decided, as Redis did not."""
        return self.metric("ludice_limits_unshared_total")

    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def stop(self):
        """Ends it with SIGTERM and returns its exit code."""
        self.process.terminate()
        try:
            code = self.process.wait(STOP_LIMIT_S)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"it did not end within {STOP_LIMIT_S} s; the log ends with {self.log[-20:]}") from None
        self._reader.join(STOP_LIMIT_S)
        return code

    def kill(self):
        """Ends it with SIGKILL."""
        self.process.kill()
        self.process.wait(STOP_LIMIT_S)
        self._reader.join(STOP_LIMIT_S)

    def resident_kib(self):
        """Its resident memory."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1])
        raise AssertionError("no VmRSS")

    def audit(self):
        """Proves the ledger, beside the running program or after it."""
        result = run(["audit"], self.folder, {"DATABASE_URL": self.settings["DATABASE_URL"]}, 60)
        assert result.returncode == 0, f"the audit failed:\n{result.stdout}{result.stderr}"
        return result.stdout
