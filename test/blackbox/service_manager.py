"""Does what systemd does of deploy/systemd/ludice.service: a program that ends is started again, and again."""
import http.client
import re
import threading
import time
import urllib.error
import urllib.request

from program import ROOT, START_LIMIT_S, free_port

UNIT = ROOT / "deploy/systemd/ludice.service"
LISTENERS = ("API", "BALANCE", "OPS")


def unit_says(name):
    """A value of the unit."""
    return re.search(rf"^{name}=(.*)$", UNIT.read_text(encoding="utf-8"), re.MULTILINE)[1]


def fixed_ports():
    """Settings of a program that is found at the same place after each start."""
    return {f"LUDICE_{name}_LISTEN": f"127.0.0.1:{free_port()}" for name in LISTENERS}


class ServiceManager:
    """Keeps a program with fixed ports going until it is stopped. `ends` are the exit codes so far."""

    def __init__(self, program):
        self.program = program
        self.ends = []
        self._ready = f"http://{program.settings['LUDICE_OPS_LISTEN']}/health/ready"
        self._over = threading.Event()
        assert unit_says("Restart") == "always"
        self._pause_s = float(unit_says("RestartSec"))
        self._never_again_after = int(unit_says("RestartPreventExitStatus"))
        self._thread = threading.Thread(target=self._keep, daemon=True)

    def _keep(self):
        while not self._over.is_set():
            try:
                self.program.start()
            except AssertionError:
                pass  # it ended, or will, before it was ready
            self.ends.append(self.program.process.wait())
            if self.ends[-1] == self._never_again_after:
                return
            self._over.wait(self._pause_s)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        """Ends it for good; gives its last exit code."""
        self._over.set()
        ends = time.monotonic() + 2 * START_LIMIT_S
        while self._thread.is_alive() and time.monotonic() < ends:
            # Also one that was being started at that moment.
            if self.program.is_running():
                self.program.process.terminate()
            self._thread.join(0.5)
        assert not self._thread.is_alive(), "it did not end"
        return self.ends[-1]

    def readiness(self):
        """What /health/ready answers: its status, or None where nobody does."""
        try:
            with urllib.request.urlopen(self._ready, timeout=5) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code
        except (OSError, http.client.HTTPException):
            return None
