"""Each alert about the service, its store and its games fires by its real fault: strangers, a database that is far away,
stuck and gone, jobs that nobody does, and what is beside the program: its consumers, its disk, Redis."""
import resource
import socket
import time
from contextlib import contextmanager

import pytest

from client import Api
from consumer import Consumer
from disks import small_disk
from faked_clock import FakedClock
from people import Player, fresh_bet, fresh_id, fresh_name, pair
from postgres import Postgres, psql, rows, shell_of
from program import API, free_port
from redis_server import Redis
from tcp_proxy import TcpProxy
from waiting import wait_until

DATABASES = ("sqlite",)
LIMIT_S = 60
LEASES = {"jobs", "payments", "bot", "mirror", "relay"}
LARGEST_BODY = 64 << 10
# Of whom each takes a turn at the store's queue.
CROWD = 1_300


def test_strangers_and_hurried_clients_call_somebody(start_program, watch):
    program = start_program(LUDICE_IP_LIMIT="40/minute", LUDICE_TRUSTED_CLIENTS="")
    prometheus = watch(program)
    api = Api(program)
    path, body, headers = api.sign("/lobby", {"timestamp": 1})
    stranger = headers | {"X-Signature-V2": "0" * 64}
    # Counted before the first one comes, so that not even a single burst is overlooked.
    wait_until(lambda: prometheus.value('sum(ludice_refusals_total{face="game"})') == 0, "a first look", LIMIT_S)
    assert api.raw(path, body, headers).code == "stale_timestamp"
    for _ in range(39):
        assert api.raw(path, body, stranger).code == "bad_signature"
    for _ in range(150):
        assert api.raw(path, body, stranger).code == "rate_limited"
    prometheus.wait_for("LudiceBadSignatures", "LudiceManyRefusedByRate")


@pytest.fixture(name="disk")
def disk_fixture(tmp_path):
    with small_disk(tmp_path / "disk", "64m") as folder:
        yield folder


@pytest.fixture
def redis(tmp_path):
    server = Redis(tmp_path)
    yield server
    server.close()


def test_what_is_beside_the_program_calls_somebody(redis, disk, start_program, watch):
    program = start_program(REDIS_URL=redis.url, DATABASE_URL=f"sqlite:{disk / 'game.db'}")
    api = Api(program)
    prometheus = watch(program)
    wait_until(lambda: prometheus.value("ludice_mirror_complete") == 1, "all balances in Redis", LIMIT_S)
    wait_until(lambda: prometheus.firing() == {}, "no alert", LIMIT_S)
    Consumer(api)
    pair(api)
    redis.hold()
    ballast = disk / "ballast"
    ballast.write_bytes(bytes(59 << 20))
    prometheus.wait_for("LudiceEventsNotTaken", "LudiceRedisAway", "LudiceMirrorIncomplete", "LudiceDiskNearlyFull")
    ballast.unlink()
    redis.release()
    wait_until(lambda: set(prometheus.firing()) == {"LudiceEventsNotTaken"}, "the rest to be well again", LIMIT_S)


@pytest.fixture
def far_postgres():
    """A server, and the proxy through which it is reached."""
    server = Postgres(port=free_port())
    line = TcpProxy(server.port)
    yield server, line
    if server.process.poll() is not None:
        server.start()
    line.close()
    server.close()


@contextmanager
def stuck(url):
    """Nobody gets at the players."""
    shell = shell_of(url)
    shell.stdin.write("BEGIN; LOCK TABLE player IN ACCESS EXCLUSIVE MODE; SELECT 'locked';\n")
    shell.stdin.flush()
    while shell.stdout.readline().strip() != "locked":
        assert shell.poll() is None
    try:
        yield
    finally:
        shell.communicate("ROLLBACK;\n")


def send_and_leave_waiting(program, count):
    """So many people register over connections of their own, on which nobody listens for an answer yet."""
    api = Api(program)
    connections = []
    for _ in range(count):
        path, body, headers = api.sign("/register", {"username": fresh_name(), "id": fresh_id(), "timestamp": time.time()})
        lines = [f"POST {path} HTTP/1.1", "Host: ludice", f"Content-Length: {len(body)}",
                 *(f"{name}: {value}" for name, value in headers.items())]
        connections.append(socket.create_connection(("127.0.0.1", program.port(API)), LIMIT_S))
        connections[-1].sendall("\r\n".join([*lines, "", ""]).encode() + body)
    return connections


def send_most_of_a_body(program, count):
    """So many clients send a head and a body of the largest size, but for its last bytes."""
    head = f"POST /register HTTP/1.1\r\nHost: ludice\r\nContent-Type: application/json\r\nContent-Length: {LARGEST_BODY}\r\n\r\n"
    connections = []
    for _ in range(count):
        connections.append(socket.create_connection(("127.0.0.1", program.port(API)), LIMIT_S))
        connections[-1].sendall(head.encode() + b"{" + b" " * (LARGEST_BODY - 100))
    return connections


@contextmanager
def few_files(program, limit):
    """The system lets the program have so many."""
    before = resource.prlimit(program.process.pid, resource.RLIMIT_NOFILE)
    resource.prlimit(program.process.pid, resource.RLIMIT_NOFILE, (limit, before[1]))
    try:
        yield
    finally:
        resource.prlimit(program.process.pid, resource.RLIMIT_NOFILE, before)


def allow_files(count):
    """To this process and those it starts."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < count:
        resource.setrlimit(resource.RLIMIT_NOFILE, (count, hard))


def test_memory_that_grows_and_a_clock_that_leaps_call_somebody(tmp_path, start_program, watch):
    """It grows by what a crowd of slow clients is waited for with."""
    allow_files(2 * CROWD + 200)
    clock = FakedClock(tmp_path)
    program = start_program(**clock.environment)
    player = Player(Api(program))
    prometheus = watch(program)
    wait_until(lambda: prometheus.value("sum(ludice_clock_leaps_total)") == 0, "a first look", LIMIT_S)
    assert prometheus.value("process_resident_memory_bytes") < 6e7
    wait_until(lambda: prometheus.firing() == {}, "no alert", LIMIT_S)
    held = []
    prometheus.wait_for("LudiceMemoryHigh", meanwhile=lambda: held or held.extend(send_most_of_a_body(program, CROWD)))
    assert player.balance() == 1000
    for connection in held:
        connection.close()
    clock.set(3600)
    prometheus.wait_for("LudiceClockLeapt", meanwhile=player.balance)
    assert "(own)" in prometheus.firing()["LudiceClockLeapt"]
    clock.set(0)


def test_a_database_that_is_away_far_and_stuck_calls_somebody_and_one_that_is_back_nobody(far_postgres, start_program, watch):
    server, line = far_postgres
    allow_files(2 * CROWD + 200)
    name = server.new()
    program = start_program(DATABASE_URL=f"postgresql://ludice@/{name}?host=127.0.0.1&port={line.port}")
    api = Api(program)
    pair(api)
    prometheus = watch(program)
    wait_until(lambda: prometheus.value("ludice_ready") == 1, "readiness", LIMIT_S)

    server.stop("QUIT")

    def ask_in_vain():
        assert api.call("/register", username=fresh_name(), id=1).status == 503

    prometheus.wait_for("LudiceNotReady", "LudiceUnavailable", "LudiceLoopFailing", "LudiceFiguresOld", meanwhile=ask_in_vain)
    server.start()
    wait_until(lambda: prometheus.value("ludice_ready") == 1, "readiness again", LIMIT_S)
    wait_until(lambda: api.call("/register", username=fresh_name(), id=1).status == 200, "service again", LIMIT_S)
    wait_until(lambda: "LudiceNotReady" not in prometheus.firing(), "quiet", LIMIT_S)

    line.delay_s = 0.3
    prometheus.wait_for("LudiceSlow", "LudiceCommitsSlow", meanwhile=lambda: Player(api))
    line.delay_s = 0

    with stuck(server.url(name)):
        waiting = send_and_leave_waiting(program, CROWD)
        with few_files(program, CROWD + 200):
            prometheus.wait_for("LudiceStoreQueueLong", "LudiceFilesRunOut")
    for connection in waiting:
        connection.close()

    assert program.stop() == 0
    prometheus.wait_for("LudiceDown")
    assert "does not answer" in prometheus.firing()["LudiceDown"]
    prometheus.watch()  # a container that is gone has no address
    prometheus.wait_for("LudiceMissing")
    assert "api,balance has fewer processes" in prometheus.firing()["LudiceMissing"]


def test_jobs_that_nobody_does_call_somebody(open_house, postgres, watch):
    """Each lease is held by something that does nothing: games are not moved on, the chain is not sealed."""
    url = postgres.database()
    house = open_house(DATABASE_URL=url, LUDICE_LOBBY_TTL="5s", REDIS_URL="redis://127.0.0.1:9", AMQP_URL="amqp://127.0.0.1:9")
    house.telegram.person().join()
    prometheus = watch(house.program)

    def leases(expression):
        return {labels["lease"] for labels, _ in prometheus.query(expression)}

    wait_until(lambda: leases("ludice_lease_held == 1") == LEASES, "all leases", LIMIT_S)
    assert "LudiceJobsWithoutOwner" not in prometheus.firing()
    far = 2**52
    rows(url, f"UPDATE lease SET holder = 'ghost', fence = fence + 1, until = {far}")
    Player(Api(house.program)).start(fresh_bet())
    prometheus.wait_for("LudiceJobsWithoutOwner", "LudiceGamesNotMinded", "LudiceChainNotSealed")
    calls = 'ALERTS{alertname="LudiceJobsWithoutOwner",alertstate="firing"}'
    wait_until(lambda: leases(calls) == LEASES, "a call for each lease", LIMIT_S)
    assert psql(url, "UPDATE lease SET until = 0").returncode == 0
    # Redis and RabbitMQ are away all the while.
    wait_until(lambda: not {"LudiceJobsWithoutOwner", "LudiceGamesNotMinded", "LudiceChainNotSealed"} & set(prometheus.firing()),
               "all to be well again", LIMIT_S)
