"""A PostgreSQL server of its own for the black-box tests: in a temporary folder, on a socket there, on a port of loopback
only where a test asks for one; and a standby of it. As PostgreSQL refuses to run as root, root runs it as the user
`postgres`. Without one the run fails."""
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from waiting import wait_until

START_LIMIT_S = 60


def programs():
    """The folder of the newest of Debian's versions."""
    found = [path for path in Path("/usr/lib/postgresql").glob("*/bin/postgres") if path.parts[-3].isdigit()]
    assert found, "no PostgreSQL in /usr/lib/postgresql: run script/bootstrap --test"
    return max(found, key=lambda path: int(path.parts[-3])).parent


class Postgres:
    """A server; each database() is new and empty. `environment` is added to its own."""

    def __init__(self, environment=None, port=None, follows=None, **settings):
        self.environment = os.environ | (environment or {})
        self.folder = Path(tempfile.mkdtemp(prefix="ludice-pg-"))
        self.settings = {"listen_addresses": "", "max_connections": "300", "fsync": "off",
                         "deadlock_timeout": "200ms", "wal_retrieve_retry_interval": "200ms"} | settings
        self.port = port
        if port:
            self.settings |= {"listen_addresses": "127.0.0.1", "port": str(port)}
        self.identity = {}
        if os.geteuid() == 0:
            user = pwd.getpwnam("postgres")
            os.chown(self.folder, user.pw_uid, user.pw_gid)
            self.identity = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        self.data = self.folder / "data"
        self.process = None
        self._databases = 0
        if follows:
            self._make("pg_basebackup", "-R", "-c", "fast", "-d", follows.url("postgres"))
        else:
            self._make("initdb", "-U", "ludice", "-A", "trust", "-E", "UTF8", "--no-locale", "-N")
        self.start()

    def _make(self, program, *options):
        made = subprocess.run([programs() / program, "-D", self.data, *options], cwd=self.folder, capture_output=True,
                              text=True, check=False, **self.identity)
        assert made.returncode == 0, made.stderr

    def standby(self, port):
        """A new server that has everything that this one has acknowledged, from now on before it is acknowledged."""
        standby = Postgres(port=port, follows=self)
        here = self.url("postgres")
        rows(here, "ALTER SYSTEM SET synchronous_standby_names = '*'")
        rows(here, "SELECT pg_reload_conf()")
        wait_until(lambda: rows(here, "SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'"), "the standby", START_LIMIT_S)
        return standby

    def promote(self):
        """Makes a standby the server that takes writes."""
        assert rows(self.url("postgres"), "SELECT pg_promote()") == [["t"]]

    def start(self):
        """Starts the server and returns once it answers."""
        options = [part for name, value in self.settings.items() for part in ("-c", f"{name}={value}")]
        with open(self.folder / "log", "ab") as log:
            self.process = subprocess.Popen([programs() / "postgres", "-D", self.data, "-k", self.folder, *options],
                                            cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log,
                                            stderr=subprocess.STDOUT, env=self.environment, **self.identity)
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

    def database(self, space=None):
        """The address of a new, empty database, whose files lie in the folder `space` if it is given."""
        return self.url(self.new(space))

    def new(self, space=None):
        """Makes one; its name."""
        self._databases += 1
        name = f"test{self._databases}"
        place = ""
        if space:
            rows(self.url("postgres"), f"CREATE TABLESPACE {name}_space LOCATION '{space}'")
            place = f" TABLESPACE {name}_space"
        rows(self.url("postgres"), f"CREATE DATABASE {name}{place}")
        return name

    def move_log_to(self, folder):
        """Of a server that is stopped: its write-ahead log lies in that folder from now on."""
        log = self.data / "pg_wal"
        subprocess.run(["cp", "-a", log, folder / "wal"], check=True)
        shutil.rmtree(log)
        log.symlink_to(folder / "wal")

    def url(self, name):
        """The address of a database."""
        return f"postgresql://ludice@/{name}?host={self.folder}&port={self.port or 5432}"

    def _psql(self, name, sql):
        return psql(self.url(name), sql)


def either_of(name, *ports):
    """The address of a database on whichever server of loopback takes writes."""
    return f"postgresql://ludice@/{name}?host={','.join(['127.0.0.1'] * len(ports))}&port={','.join(map(str, ports))}" \
           "&target_session_attrs=read-write"


def psql(url, sql):
    """Runs a statement; the result has returncode, stdout and stderr."""
    return subprocess.run([programs() / "psql", "-X", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", url, "-c", sql],
                          capture_output=True, text=True, check=False)


def shell_of(url):
    """A session of psql's that takes statements from its stdin and answers on its stdout."""
    return subprocess.Popen([programs() / "psql", "-X", "-A", "-t", "-d", url], text=True,
                            stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def rows(url, sql):
    """What a query answers: a list of rows of text."""
    done = psql(url, sql)
    assert done.returncode == 0, done.stderr
    return [line.split("|") for line in done.stdout.splitlines()]
