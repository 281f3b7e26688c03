"""A PostgreSQL server of its own for the black-box tests: in a temporary folder, on a socket there, without a port. As
PostgreSQL refuses to run as root, root runs it as the user `postgres`. Without one the run fails."""
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

START_LIMIT_S = 60


def programs():
    """The folder of the newest of Debian's versions."""
    found = [path for path in Path("/usr/lib/postgresql").glob("*/bin/postgres") if path.parts[-3].isdigit()]
    assert found, "no PostgreSQL in /usr/lib/postgresql: run script/bootstrap --test"
    return max(found, key=lambda path: int(path.parts[-3])).parent


class Postgres:
    """A server; each database() is new and empty."""

    def __init__(self, **settings):
        self.folder = Path(tempfile.mkdtemp(prefix="ludice-pg-"))
        self.settings = {"listen_addresses": "", "max_connections": "300", "fsync": "off",
                         "deadlock_timeout": "200ms"} | settings
        self.identity = {}
        if os.geteuid() == 0:
            user = pwd.getpwnam("postgres")
            os.chown(self.folder, user.pw_uid, user.pw_gid)
            self.identity = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        self.data = self.folder / "data"
        self.process = None
        self._databases = 0
        made = subprocess.run([programs() / "initdb", "-D", self.data, "-U", "ludice", "-A", "trust", "-E", "UTF8",
                               "--no-locale", "-N"], cwd=self.folder, capture_output=True, text=True, check=False,
                              **self.identity)
        assert made.returncode == 0, made.stderr
        self.start()

    def start(self):
        """Starts the server and returns once it answers."""
        options = [part for name, value in self.settings.items() for part in ("-c", f"{name}={value}")]
        with open(self.folder / "log", "ab") as log:
            self.process = subprocess.Popen([programs() / "postgres", "-D", self.data, "-k", self.folder, *options],
                                            cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log,
                                            stderr=subprocess.STDOUT, **self.identity)
        limit = time.monotonic() + START_LIMIT_S
        while self._psql("postgres", "SELECT 1").returncode != 0:
            assert self.process.poll() is None and time.monotonic() < limit, (self.folder / "log").read_text()
            time.sleep(0.05)

    def stop(self, how="INT"):
        """Ends the server by its process: INT is a fast shutdown, QUIT as if the machine had failed."""
        self.process.send_signal(getattr(signal, f"SIG{how}"))
        self.process.wait(START_LIMIT_S)

    def close(self):
        """Ends the server and removes its files."""
        if self.process.poll() is None:
            self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def database(self):
        """The address of a new, empty database."""
        self._databases += 1
        name = f"test{self._databases}"
        rows(self._url("postgres"), f"CREATE DATABASE {name}")
        return self._url(name)

    def _url(self, name):
        return f"postgresql://ludice@/{name}?host={self.folder}"

    def _psql(self, name, sql):
        return psql(self._url(name), sql)


def psql(url, sql):
    """Runs a statement; the result has returncode, stdout and stderr."""
    return subprocess.run([programs() / "psql", "-X", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", url, "-c", sql],
                          capture_output=True, text=True, check=False)


def rows(url, sql):
    """What a query answers: a list of rows of text."""
    done = psql(url, sql)
    assert done.returncode == 0, done.stderr
    return [line.split("|") for line in done.stdout.splitlines()]
