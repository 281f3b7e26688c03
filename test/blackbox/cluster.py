"""All roles in processes of their own on loopback, as they stand over machines: api × 3, balance × 2, finance, bot × 2 by
webhook behind the real nginx, on one PostgreSQL with a synchronous standby, one Redis and one RabbitMQ, each behind a proxy,
with a local Telegram, one replica's clock a minute ahead; and the seconds until a service is back."""
import http.client
import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from balancer import Balancer
from client import Http, SignedApi
from faked_clock import FakedClock, assert_ahead
from nginx import Nginx
from postgres import Postgres, either_of
from program import UNREACHED_LIMIT, Program, free_port
from rabbitmq import Rabbit
from redis_server import Redis
from tcp_proxy import TcpProxy
from telegram import TOKEN, Telegram
from waiting import wait_until

COUNTS = {"api": 3, "balance": 2, "finance": 1, "bot": 2}
LISTENS = {"api": "LUDICE_API_LISTEN", "balance": "LUDICE_BALANCE_LISTEN", "finance": "LUDICE_FINANCE_LISTEN",
           "bot": "LUDICE_WEBHOOK_LISTEN"}
AHEAD_S = 60
TRUSTED = "127.0.0.1/32"  # the bot; front ends come through nginx from other addresses, and are counted by these
RETRY_LIMIT_S = 60
# Of people: what a dozen programs and their load share may be slow, and what is lost does not come later either.
PATIENCE_S = 300
# How a call ends whose connection is cut, at whatever point.
LOST = (OSError, http.client.HTTPException)


class Cluster:
    """`replicas` has the programs of each role; `lines` the proxies to PostgreSQL, to its standby, Redis and RabbitMQ."""

    def __init__(self, folder, **counts):
        self.postgres = Postgres(port=free_port())
        self.standby = self.postgres.standby(free_port())
        self.redis, self.rabbit = Redis(folder), Rabbit()
        self.lines = [TcpProxy(one.port) for one in (self.postgres, self.standby, self.redis, self.rabbit)]
        self.url = either_of(self.postgres.new(), self.lines[0].port, self.lines[1].port)
        # What holds no truth of its own, and may be lost.
        self.vhost = self.rabbit.vhost()
        self.beside = {"REDIS_URL": f"redis://127.0.0.1:{self.lines[2].port}/0",
                       "AMQP_URL": self.rabbit.url(self.vhost, port=self.lines[3].port)}
        self.ports = {role: [free_port() for _ in range(counts.get(role, count))] for role, count in COUNTS.items()}
        self.inside = {role: Balancer(ports) for role, ports in self.ports.items()}
        addresses = {role: [f"127.0.0.1:{port}" for port in ports] for role, ports in self.ports.items()}
        self.nginx = Nginx(folder / "nginx", addresses["api"], addresses["bot"]).start()
        # The local Telegram believes the certificate of this nginx.
        self.telegram = Telegram(folder / "telegram", SSL_CERT_FILE=self.nginx.certificate)
        self.telegram.patience_s = PATIENCE_S
        self.replicas = {role: [self._program(folder, role, port) for port in ports] for role, ports in self.ports.items()}
        try:
            self._start()
        except BaseException:
            self._close_servers()
            raise

    def _program(self, folder, role, port):
        place = folder / f"{role}{port}"
        place.mkdir()
        return Program(place, command=("serve", "--roles", role), DATABASE_URL=self.url, TOKEN=TOKEN, LUDICE_ASSETS="points,stars",
                       TELEGRAM_API_ROOT=self.telegram.root, LUDICE_API_URL=f"http://127.0.0.1:{self.inside['api'].port}",
                       LUDICE_FINANCE_URL=f"http://127.0.0.1:{self.inside['finance'].port}",
                       LUDICE_WEBHOOK_URL=f"https://127.0.0.1:{self.nginx.port}/telegram",
                       LUDICE_TRUSTED_PROXIES="127.0.0.1/32", LUDICE_TRUSTED_CLIENTS=TRUSTED,
                       LUDICE_IP_LIMIT=UNREACHED_LIMIT, LUDICE_USER_LIMIT=UNREACHED_LIMIT,
                       **{LISTENS[role]: f"127.0.0.1:{port}"}, **self.beside)

    def _start(self):
        ahead = [self.replicas[role][-1] for role in ("api", "bot")]
        for program in ahead:
            self._set_ahead(program)
        self.replicas["api"][0].start()  # makes the schema
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(Program.start, [one for one in self.programs() if not one.is_running()]))
        for program in self.programs():
            assert_ahead(program, AHEAD_S if program in ahead else 0)
        wait_until(lambda: self.telegram.get("/sim/bots").json["bots"], "the bot to connect")

    @staticmethod
    def _set_ahead(program):
        clock = FakedClock(program.folder)
        clock.set(AHEAD_S)
        program.settings |= clock.environment

    def cut(self):
        """Breaks off the connections inside."""
        for line in [*self.inside.values(), *self.lines]:
            line.cut()

    def lose_postgres(self):
        """For good: nobody answers on its port any more, as libpq needs to go on to the next server."""
        self.postgres.stop("QUIT")
        self.lines[0].close()

    def delay(self, seconds):
        """From now on PostgreSQL, Redis and RabbitMQ are so far away."""
        for line in self.lines:
            line.delay_s = seconds

    def programs(self):
        return [one for replicas in self.replicas.values() for one in replicas]

    def unshared(self):
        """By replica of the API, how many calls its own limits alone decided, as Redis did not."""
        return [one.unshared() for one in self.replicas["api"]]

    def api(self, source="127.0.0.1"):
        """The game API through nginx; nginx counts requests by the address they come from."""
        return Patient(self.nginx.https(source), "v2")

    def finance(self):
        return Patient(Http(self.inside["finance"].port), "v2")

    def balance_of(self, player_id):
        """One try at the balance service; nothing where it is away."""
        answer = self._ask_balance("GET", f"/get_balance?id={player_id}")
        return answer.json["balance"] if answer and answer.status == 200 else None

    def modify(self, player_id, amount, key):
        """Changes a balance, asking again with the same key until that is answered; the new balance."""
        body = json.dumps({"id": player_id, "amount": amount}).encode()

        def try_once():
            answer = self._ask_balance("POST", "/modify_balance", body, {"Content-Type": "application/json", "Idempotency-Key": key})
            return None if answer is None or answer.status == 503 else answer

        return wait_until(try_once, "a balance to be changed", RETRY_LIMIT_S).json["new_balance"]

    def _ask_balance(self, *request):
        line = Http(self.inside["balance"].port)
        try:
            return line.request(*request)
        except LOST:
            return None
        finally:
            line.close()

    def serving_bot(self, but=None):
        """The replica that handles the updates now; one is not asked."""
        held = 'ludice_lease_held{lease="bot"} 1'
        asked = [bot for bot in self.replicas["bot"] if bot is not but and bot.is_running()]
        return next((bot for bot in asked if held in bot.operations("/metrics")[1]), None)

    def close(self):
        """Ends everything well, and proves the ledger."""
        try:
            running = [one for one in [*reversed(self.programs()), self.telegram.program] if one.is_running()]
            assert [one.stop() for one in running] == [0] * len(running)
            self.replicas["api"][0].audit()
        finally:
            self._close_servers()

    def _close_servers(self):
        self.nginx.close()
        for line in [*self.inside.values(), *self.lines]:
            line.close()
        for server in (self.redis, self.rabbit, self.standby, self.postgres):
            server.close()


class Patient(SignedApi):
    """A client that repeats the very same signed request while it is told to come again, or told nothing."""

    repeats = 0

    def call(self, path, form=None, headers=None, **fields):
        fields.setdefault("timestamp", time.time())
        signed = self.sign(path, fields, form)

        def try_once():
            try:
                answer = self.send(signed, **(headers or {}))
            except LOST:
                answer = None
            if answer is None or answer.status in (429, 503):
                self.repeats += 1
                return None
            return answer

        return wait_until(try_once, f"an answer to {path} other than to come again", RETRY_LIMIT_S)


class Probe:
    """Asks one service again and again; knows the longest time without an answer since the last look."""

    def __init__(self, name, ask):
        self.name = name
        self._ask = ask
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._mark = self._good = self._asked = time.monotonic()
        self._longest = 0.0
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self):
        while not self._stop.is_set():
            asked = time.monotonic()
            try:
                good = self._ask()
            except (*LOST, AssertionError):
                good = False
            if good:
                with self._lock:
                    now = time.monotonic()
                    self._longest = max(self._longest, now - self._good)
                    self._good, self._asked = now, asked
            self._stop.wait(0.1)

    def look(self):
        """Begins a new span."""
        with self._lock:
            self._longest = 0.0

    def mark(self):
        """From now on it should be back."""
        with self._lock:
            self._mark = time.monotonic()

    def is_back(self):
        """Whether something asked since the mark was answered."""
        with self._lock:
            return self._asked > self._mark

    def longest_s(self):
        with self._lock:
            return self._longest

    def close(self):
        self._stop.set()
        self._thread.join()
