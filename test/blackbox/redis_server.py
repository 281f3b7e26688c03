"""A Redis of a test's own, that can be killed, held still and started again."""
import signal
import subprocess

from program import free_port
from waiting import wait_until

START_LIMIT_S = 30


class Redis:
    """A Redis on a free port of loopback, without files."""

    def __init__(self, folder, *options):
        self.folder = folder
        self.options = options
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process = None
        self.start()

    def start(self):
        """Starts it, empty; or as it was when it was last told to SAVE."""
        self.process = subprocess.Popen(["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "",
                                         "--appendonly", "no", "--dir", str(self.folder), *self.options],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(self._answers, "Redis", START_LIMIT_S)

    def _answers(self):
        assert self.process.poll() is None
        said = self.cli("PING").stdout.strip()
        return said == "PONG" or said.startswith("NOAUTH")

    def cli(self, *words):
        return subprocess.run(["redis-cli", "-p", str(self.port), *words], capture_output=True, text=True, check=False)

    def get(self, key):
        """What stands under a key, as text; empty where nothing does."""
        return self.cli("GET", key).stdout.removesuffix("\n")

    def counted(self):
        """By what the game API's limits count calls here now."""
        keys = self.cli("--raw", "KEYS", "ludice:limit:game:*").stdout.split("\n")
        return {key.split(":")[3] for key in keys if key}

    def hold(self):
        """Nothing is answered any more, and connections stay."""
        self.process.send_signal(signal.SIGSTOP)

    def release(self):
        self.process.send_signal(signal.SIGCONT)

    def kill(self):
        self.process.kill()
        self.process.wait(START_LIMIT_S)

    def close(self):
        if self.process.poll() is None:
            self.release()
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(START_LIMIT_S)
