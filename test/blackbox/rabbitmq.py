"""A RabbitMQ server of its own for the black-box tests: on free ports of loopback, its files in a temporary folder,
its memory bounded. Root runs it as the user `rabbitmq`. Without one the run fails."""
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.parse
from pathlib import Path

import pika

from program import free_port

PROGRAMS = Path("/usr/lib/rabbitmq/bin")
START_LIMIT_S = 120
COMMAND_LIMIT_S = 60
QUEUE, DEAD_QUEUE, EXCHANGE = "ludice.bot", "ludice.bot.dead", "ludice.events"
USER, PASSWORD = "dealer", "n0t to b3 told/"
INTERNAL_ERROR = 541
# What the relay and the bot do not need: fewer schedulers, less memory, no statistics.
ERLANG = "+S 1:1 +A 4 +sbwt none +sbwtdcpu none +sbwtdio none"

VHOSTS_AT_ONCE = 8
ADD_VHOST = """
    ok = rabbit_vhost:add(<<"{name}">>, <<"{user}">>),
    ok = rabbit_auth_backend_internal:set_permissions(<<"{user}">>, <<"{name}">>, <<".*">>, <<".*">>, <<".*">>, <<"{user}">>),
"""


class Rabbit:
    """A server; each vhost() is new and empty. Its name mapper is a child of ours too, since it outlives the server."""

    def __init__(self):
        assert (PROGRAMS / "rabbitmq-server").exists(), "no RabbitMQ: run script/bootstrap --test"
        self.folder = Path(tempfile.mkdtemp(prefix="ludice-mq-"))
        self.identity = {}
        if os.geteuid() == 0:
            user = pwd.getpwnam("rabbitmq")
            os.chown(self.folder, user.pw_uid, user.pw_gid)
            self.identity = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        self.port = free_port()
        self.environment = {
            "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": str(self.folder),
            "RABBITMQ_NODENAME": f"ludice{self.port}@localhost", "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(self.port), "RABBITMQ_DIST_PORT": str(free_port()),
            "ERL_EPMD_PORT": str(free_port()), "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RABBITMQ_MNESIA_BASE": str(self.folder / "mnesia"), "RABBITMQ_LOG_BASE": str(self.folder / "log"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.folder / "plugins"),
            "RABBITMQ_CONFIG_FILE": str(self.folder / "rabbitmq"),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": ERLANG, "RABBITMQ_CTL_ERL_ARGS": ERLANG}
        (self.folder / "rabbitmq.conf").write_text("vm_memory_high_watermark.absolute = 400MB\n"
                                                   "disk_free_limit.absolute = 1MB\n"
                                                   "management_agent.disable_metrics_collector = true\n")
        (self.folder / "plugins").write_text("[].\n")
        self.names = subprocess.Popen(["epmd", "-port", self.environment["ERL_EPMD_PORT"]], env=self.environment,
                                      cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                      stderr=subprocess.DEVNULL, **self.identity)
        self.process = None
        self._vhosts, self._made = [], 0
        self.start()
        self.control("await_startup")  # it takes connections a moment before it takes these
        self.control("add_user", USER, PASSWORD)

    def start(self):
        """Starts the server and returns once it takes connections."""
        with open(self.folder / "out", "ab") as log:
            self.process = subprocess.Popen([PROGRAMS / "rabbitmq-server"], cwd=self.folder, env=self.environment,
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
                                            start_new_session=True, **self.identity)
        limit = time.monotonic() + START_LIMIT_S
        while not self._answers():
            assert self.process.poll() is None and time.monotonic() < limit, (self.folder / "out").read_text()
            time.sleep(0.2)

    def _answers(self):
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()
            self.connect("/", "guest", "guest").close()
        except (OSError, pika.exceptions.AMQPError):
            return False
        return True

    def connect(self, vhost, user=USER, password=PASSWORD):
        """A connection of the test's own."""
        return pika.BlockingConnection(pika.ConnectionParameters(
            "127.0.0.1", self.port, vhost, pika.PlainCredentials(user, password), socket_timeout=5,
            blocked_connection_timeout=30))

    def delete(self, vhost, queue):
        """Deletes a queue; said again where the broker failed at it, as 3.10 does at times: a queue that is gone is no error."""
        for tries in range(5):
            try:
                with self.connect(vhost) as connection:
                    return connection.channel().queue_delete(queue)
            except pika.exceptions.ConnectionClosedByBroker as failure:
                if tries == 4 or failure.reply_code != INTERNAL_ERROR:
                    raise

    def control(self, *arguments):
        """Runs rabbitmqctl; what it says."""
        done = subprocess.run([PROGRAMS / "rabbitmqctl", "--quiet", *arguments], cwd=self.folder, text=True,
                              env=self.environment, stdin=subprocess.DEVNULL, capture_output=True,
                              timeout=COMMAND_LIMIT_S, check=False, **self.identity)
        assert done.returncode == 0, f"{arguments[0]}: {done.stdout}{done.stderr}"
        return done.stdout

    def stop(self, how=signal.SIGTERM):
        """Ends the server by its process group: SIGKILL as if the machine had failed."""
        os.killpg(self.process.pid, how)
        self.process.wait(START_LIMIT_S)

    def close(self):
        """Ends both processes and removes their files."""
        if self.process and self.process.poll() is None:
            self.stop(signal.SIGKILL)
        self.names.kill()
        self.names.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, vhost, user=USER, password=PASSWORD, port=None):
        """The address as AMQP_URL has it; by way of a proxy's port where one is given."""
        quoted = [urllib.parse.quote(part, safe="") for part in (user, password, vhost)]
        return f"amqp://{quoted[0]}:{quoted[1]}@127.0.0.1:{port or self.port}/{quoted[2]}"

    def vhost(self):
        """The name of a new, empty virtual host. Several are made at once, as a call of rabbitmqctl takes more than they do."""
        if not self._vhosts:
            self._vhosts = [f"test {self._made + number}" for number in range(VHOSTS_AT_ONCE)]
            self._made += VHOSTS_AT_ONCE
            self.control("eval", "".join(ADD_VHOST.format(name=name, user=USER) for name in self._vhosts) + "ok.")
        return self._vhosts.pop(0)
