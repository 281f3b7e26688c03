"""Scene 21 with three programs on one PostgreSQL: it is killed and started again, gives no more connections, is locked, slow,
silent, or out of disk. Whichever of them is asked, what was acknowledged is there, 503 is the answer meanwhile, and all of
them go on by themselves."""
from concurrent.futures import ThreadPoolExecutor

import pytest

from client import Api
from disks import fill, small_disk
from journal import Journal
from people import Player
from postgres import Postgres, rows, shell_of
from program import Program, free_port
from tcp_proxy import TcpProxy
from test_database_faults import grows, owner_of
from waiting import wait_until

ROLE = "dealer"
BACK_LIMIT_S, SILENCE_LIMIT_S = 30, 60


class Trio:
    """The programs and their server, reached through a proxy by somebody who is no superuser of it."""

    def __init__(self, folder, server, disk):
        self.server, self.disk = server, disk
        self.name = server.new(disk)
        self.order(f"CREATE ROLE {ROLE} LOGIN", f"ALTER DATABASE {self.name} OWNER TO {ROLE}")
        self.line = TcpProxy(server.port)
        url = f"postgresql://{ROLE}@127.0.0.1:{self.line.port}/{self.name}"
        self.programs = []
        for number in range(3):
            place = folder / f"program{number}"
            place.mkdir()
            self.programs.append(Program(place, DATABASE_URL=url))
        with ThreadPoolExecutor(3) as pool:
            list(pool.map(Program.start, self.programs))
        self.onlookers = [Player(Api(program)) for program in self.programs]

    def order(self, *statements):
        """What the server's administrator does."""
        for statement in statements:
            rows(self.server.url("postgres"), statement)

    def wait_for_readiness(self, status):
        """Of all three."""
        wait_until(lambda: all(one.operations("/health/ready")[0] == status for one in self.programs), f"readiness {status}",
                   BACK_LIMIT_S)

    def read(self):
        """Reading goes on at each of them."""
        assert [onlooker.balance() for onlooker in self.onlookers] == [1000] * 3

    def close(self):
        try:
            running = [program for program in self.programs if program.is_running()]
            assert [program.stop() for program in running] == [0] * 3
            self.programs[0].audit()
        finally:
            self.line.close()


@pytest.fixture(scope="module")
def shared_trio(tmp_path_factory):
    folder = tmp_path_factory.mktemp("trio")
    server = Postgres(port=free_port())
    try:
        with small_disk(server.folder / "space", "64m", **owner_of(server)) as disk:
            made = Trio(folder, server, disk)
            yield made
            made.close()
            server.stop()
    finally:
        server.close()


@pytest.fixture
def trio(shared_trio):
    """As it should be before and after each test."""
    yield shared_trio
    shared_trio.wait_for_readiness(200)
    assert all(program.operations("/health/live")[0] == 200 for program in shared_trio.programs)
    shared_trio.programs[0].audit()


@pytest.fixture
def journal(trio):
    """What the clients of all three note; held against the ledger at the end."""
    with Journal(*trio.programs, changers=6, players=3) as kept:
        grows(kept, "acknowledged", 30)
        yield kept
        grows(kept, "acknowledged", 60)
    kept.check()


def test_scene_21_the_server_is_killed_under_three_programs(trio, journal):
    for _ in range(2):
        trio.server.stop("QUIT")
        grows(journal, "refused", 20)
        trio.wait_for_readiness(503)
        trio.server.start()
        grows(journal, "acknowledged", 50)
        trio.wait_for_readiness(200)


def test_scene_21_the_server_has_no_connections_left_for_three_programs(trio, journal):
    def take(limit):
        trio.order(f"ALTER ROLE {ROLE} CONNECTION LIMIT {limit}",
                   f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{ROLE}'")

    take(0)
    grows(journal, "refused", 20)
    trio.wait_for_readiness(503)
    # Of 33 that the three want: some can write, and whoever repeats finds them.
    trio.order(f"ALTER ROLE {ROLE} CONNECTION LIMIT 15")
    grows(journal, "acknowledged", 50)
    trio.order(f"ALTER ROLE {ROLE} CONNECTION LIMIT -1")


def test_scene_21_a_table_is_locked_under_three_programs(trio, journal):
    with shell_of(trio.server.url(trio.name)) as shell:
        shell.stdin.write("BEGIN; LOCK TABLE account IN EXCLUSIVE MODE;\n")
        shell.stdin.flush()
        assert [shell.stdout.readline().strip() for _ in range(2)] == ["BEGIN", "LOCK TABLE"]
        grows(journal, "refused", 5)
        trio.read()
        shell.stdin.close()


def test_scene_21_the_server_is_slow_for_three_programs(trio, journal):
    trio.line.delay_s = 0.03
    grows(journal, "acknowledged", 50)
    trio.read()
    trio.line.delay_s = 0


def test_scene_21_the_server_says_nothing_more_to_three_programs(trio, journal):
    """As where a cable is out: nobody is told that the connections are gone."""
    trio.line.hold()
    try:
        before = journal.refused
        wait_until(lambda: journal.refused >= before + 5, "the silence to be too long", SILENCE_LIMIT_S)
        trio.wait_for_readiness(503)
        assert all(program.operations("/health/live")[0] == 200 for program in trio.programs)
    finally:
        trio.line.release()


def test_scene_21_the_server_s_disk_is_full_under_three_programs(trio, journal):
    for _ in range(2):
        ballast = fill(trio.disk)
        grows(journal, "refused", 20)
        trio.read()
        ballast.unlink()
        grows(journal, "acknowledged", 50)
