"""Scene 21: the database ends and comes back under load, the disk fills up and has room again, the disk takes nothing.
What was acknowledged is there, 503 is the answer meanwhile, and the program goes on by itself."""
import pwd
import sqlite3
import subprocess
import time
from contextlib import closing

import pytest

from client import Api, Balance
from disks import BreakingDisk, fill, small_disk
from error_receiver import events
from journal import CONNECTION_LOST, Journal
from load_driver import CONNECTIONS, play_under_kills
from paired_play import LastingPair, settings
from people import Player, fresh_name
from postgres import Postgres, either_of, psql, shell_of
from program import Program, free_port, run
from service_manager import ServiceManager, fixed_ports
from waiting import wait_until

PAIRS, MONEY = 4, 1_000_000
DISK = "256m"  # the log alone may take 16
CHUNK = bytes(4096)
STATEMENT_LIMIT_S = 10  # of a session of the program's


def grows(journal, what, by=1):
    """Waits until so many more calls were acknowledged or refused."""
    before = getattr(journal, what)
    wait_until(lambda: journal.wrong or getattr(journal, what) >= before + by, f"more to be {what}", 30)
    assert not journal.wrong, journal.wrong[:3]


def test_scene_21_postgresql_is_killed_and_restarted_under_load(tmp_path, kills_of_few, tell):
    """Also under games, whose joins, throws and ends change several accounts each."""
    server = Postgres()
    try:
        program = Program(tmp_path, DATABASE_URL=server.database(), **settings(MONEY)).start()
        pairs = [LastingPair(Api(program), MONEY) for _ in range(PAIRS)]
        with Journal(program, welcome=MONEY) as journal:
            began = time.monotonic()
            for _ in range(kills_of_few):
                with LastingPair.playing(pairs):
                    wait_until(lambda: all(two.wrong or len(two.asked) > 3 for two in pairs), "answers to each pair", 60)
                    server.stop("QUIT")
                grows(journal, "refused", 10)
                server.start()
                grows(journal, "acknowledged", 50)
                with journal.quiet():
                    for two in pairs:
                        two.check_the_last()
                        two.check_those_before()
                        two.ask_again()
            took_s = time.monotonic() - began
        journal.check()
        assert program.stop() == 0
        program.audit()
        tell(f"PostgreSQL was killed {kills_of_few} times under load and restarted, {took_s / kills_of_few:.1f} s each: "
             f"{journal.acknowledged} calls acknowledged, {journal.refused} answered with 503; "
             f"{sum(two.played for two in pairs)} games played, with 503 for {sum(two.with_effect for two in pairs)} requests "
             f"that had had their effect and {sum(two.without_effect for two in pairs)} that had none.")
    finally:
        server.close()


def test_scene_21_postgresql_is_killed_and_restarted_under_full_load(kills, tell):
    server = Postgres()

    def kill():
        server.stop("QUIT")
        server.start()

    try:
        seen = play_under_kills(kills, server.database(), kill)
    finally:
        server.close()
    assert seen.whole + seen.absent >= kills * CONNECTIONS / 2
    tell(f"PostgreSQL was killed {kills} times under full load: {seen}")


def test_scene_21_nothing_is_acknowledged_that_a_synchronous_standby_does_not_have(tmp_path):
    """Also where that takes longer than a statement may."""
    server = Postgres(port=free_port())
    standby = server.standby(free_port())
    try:
        program = Program(tmp_path, DATABASE_URL=either_of(server.new(), server.port, standby.port)).start()
        with Journal(program) as journal:
            grows(journal, "acknowledged", 50)
            standby.stop()
            time.sleep(1)  # what it had when it ended is answered
            acknowledged = journal.acknowledged
            time.sleep(STATEMENT_LIMIT_S + 2)
            assert journal.acknowledged == acknowledged
            assert program.operations("/health/live")[0] == 200
            standby.start()
            grows(journal, "acknowledged", 50)
            server.stop("QUIT")
            grows(journal, "refused", 10)
            standby.promote()
            grows(journal, "acknowledged", 50)
        journal.check()
        assert program.stop() == 0
        program.audit()
    finally:
        standby.close()
        server.close()


@pytest.fixture(name="small_disk")
def small_disk_fixture(tmp_path):
    with small_disk(tmp_path / "disk", DISK) as folder:
        yield folder


def test_scene_21_the_disk_fills_up_and_has_room_again(tmp_path, small_disk):
    program = Program(tmp_path, DATABASE_URL=f"sqlite:{small_disk / 'game.db'}").start()
    api = Api(program)
    onlooker = Player(api)
    with Journal(program) as journal:
        for _ in range(3):
            grows(journal, "acknowledged", 50)
            ballast = fill(small_disk)
            grows(journal, "refused", 20)
            assert program.operations("/health/ready")[0] == 503
            assert program.operations("/health/live")[0] == 200
            assert onlooker.balance() == 1000  # reading goes on
            ballast.unlink()
            grows(journal, "acknowledged", 50)
            wait_until(lambda: program.operations("/health/ready")[0] == 200, "the program to be ready again")
    journal.check()
    assert program.stop() == 0
    program.audit()


def test_scene_21_a_disk_that_takes_nothing_is_said_in_a_line_and_loses_nothing(tmp_path, small_disk):
    program = Program(tmp_path, DATABASE_URL=f"sqlite:{small_disk / 'game.db'}").start()
    player = Player(Api(program))
    player.start(50)
    assert program.stop() == 0
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    refused = run(program.command, tmp_path, program.settings)
    said = [line for line in refused.stderr.splitlines() if not line.startswith('{"time"')]
    assert refused.returncode == 3 and len(said) == 1 and str(small_disk) in said[0], refused
    subprocess.run(["mount", "-o", "remount,rw", small_disk], check=True)
    player.api = Api(program.start())
    assert player.balance() == 950 and player.leave().data["balance"] == 1000
    assert program.stop() == 0
    program.audit()


def test_scene_21_somebody_else_locks_the_database(tmp_path):
    """An operator's shell holds SQLite's only writing lock: writing is refused for as long, reading goes on."""
    program = Program(tmp_path).start()
    onlooker = Player(Api(program))
    with Journal(program) as journal, closing(sqlite3.connect(tmp_path / "game.db", isolation_level=None)) as shell:
        for _ in range(2):
            grows(journal, "acknowledged", 50)
            shell.execute("BEGIN IMMEDIATE")
            grows(journal, "refused", 20)
            assert onlooker.balance() == 1000
            shell.execute("ROLLBACK")
            grows(journal, "acknowledged", 50)
    journal.check()
    assert program.stop() == 0
    program.audit()


def test_scene_21_somebody_else_locks_postgresql_s_tables(tmp_path, postgres):
    url = postgres.database()
    program = Program(tmp_path, DATABASE_URL=url).start()
    onlooker = Player(Api(program))
    with Journal(program) as journal:
        for _ in range(2):
            grows(journal, "acknowledged", 50)
            with shell_of(url) as shell:
                shell.stdin.write("BEGIN; LOCK TABLE account IN EXCLUSIVE MODE;\n")
                shell.stdin.flush()
                assert [shell.stdout.readline().strip() for _ in range(2)] == ["BEGIN", "LOCK TABLE"]
                grows(journal, "refused", 10)
                assert onlooker.balance() == 1000
                shell.stdin.close()
            grows(journal, "acknowledged", 50)
    journal.check()
    assert program.stop() == 0
    program.audit()


@pytest.fixture
def breaking_disk(tmp_path):
    disk = BreakingDisk(tmp_path)
    yield disk
    subprocess.run(["umount", "-l", disk.folder], check=True)


def change_until_it_ends(program, account, break_disk):
    """Adds one after the other until nobody answers; the balance answered before the disk broke, the last one, and the key
    of the last try. It breaks between two: under one that is being synced Linux itself calls done what is not there."""
    balance, answered = Balance(program), 0
    for number in range(1_000_000):
        if number == 100:
            break_disk()
            safe = answered
        key = f"{account}-{number}"
        try:
            answer = balance.modify(key, username=account, amount=1)
        except CONNECTION_LOST:
            return safe, answered, key
        if answer.status == 503:
            return safe, answered, key
        answered = answer.json["new_balance"]
    raise AssertionError("it never ended")


@pytest.mark.parametrize("fault", ["shut_down", "become_read_only"])
def test_scene_21_a_disk_that_breaks_ends_the_program_and_the_next_start_has_everything(tmp_path, breaking_disk, receiver, fault):
    """What cannot be trusted any more is not gone on with: the program says why, tells whom it is to tell, and ends with 3."""
    program = Program(tmp_path, DATABASE_URL=f"sqlite:{breaking_disk.folder / 'game.db'}", SENTRY_DSN=receiver.dsn).start()
    player, account = Player(Api(program)), fresh_name()
    player.start(50)
    assert Balance(program).create(account).status == 200
    safe, answered, key = change_until_it_ends(program, account, getattr(breaking_disk, fault))
    assert program.process.wait(20) == 3
    program.wait_for_log(lambda line: line.get("event") == "database_lost", "reason")
    assert "database_lost" in {event["message"]["formatted"] for event in events(receiver)}
    assert run(program.command, tmp_path, program.settings).returncode == 3  # it cannot be used yet
    breaking_disk.unmount()
    breaking_disk.mount()
    program.start()
    assert 0 < safe < Balance(program).modify(key, username=account, amount=1).json["new_balance"] <= answered + 1
    player.api = Api(program)
    assert player.leave().data["balance"] == 1000
    assert program.stop() == 0
    program.audit()
    breaking_disk.unmount()
    breaking_disk.mount()  # for the fixture


@pytest.mark.parametrize("fault", ["shut_down", "become_read_only"])
def test_scene_21_a_service_whose_disk_broke_goes_on_by_itself_once_it_is_writable(tmp_path, breaking_disk, fault):
    """It ends, systemd starts it again and again, each start ends with 3, and the first that can write takes up what is there.
    The disk breaks while nothing is under way: under a sync Linux itself calls done what is not there."""
    breaking_disk.data.mkdir()
    program = Program(tmp_path, DATABASE_URL=f"sqlite:{breaking_disk.data / 'game.db'}", **fixed_ports())
    with ServiceManager(program) as service:
        wait_until(lambda: service.readiness() == 200, "the first start", 20)
        with Journal(program, patient=True) as journal:
            for _ in range(2):
                ends = len(service.ends) + 3  # that of the one that runs, and two starts that fail
                grows(journal, "acknowledged", 50)
                with journal.quiet():
                    time.sleep(0.1)  # a write in the instant of another changes no time of the file, and may pass unnoticed
                    getattr(breaking_disk, fault)()
                    acknowledged = journal.acknowledged
                grows(journal, "unanswered", 20)
                wait_until(lambda ends=ends: len(service.ends) >= ends, "two starts that fail", 40)
                assert service.readiness() != 200 and journal.acknowledged == acknowledged
                breaking_disk.mend()
                wait_until(lambda: service.readiness() == 200, "the service to be ready by itself")
                grows(journal, "acknowledged", 50)
        journal.check()
        assert set(service.ends) == {3} and service.stop() == 0
    program.audit()
    breaking_disk.mend()  # for the fixture


def owner_of(server):
    """Who may write into the server's folder, as options of mount."""
    if not server.identity:
        return {}
    user = pwd.getpwnam("postgres")
    return {"uid": user.pw_uid, "gid": user.pw_gid}


def test_scene_21_postgresql_s_disk_fills_up_and_has_room_again(tmp_path):
    server = Postgres()
    try:
        with small_disk(server.folder / "space", "48m", **owner_of(server)) as disk:
            program = Program(tmp_path, DATABASE_URL=server.database(space=disk)).start()
            onlooker = Player(Api(program))
            with Journal(program) as journal:
                for _ in range(2):
                    grows(journal, "acknowledged", 50)
                    ballast = fill(disk)
                    grows(journal, "refused", 20)
                    assert program.operations("/health/live")[0] == 200
                    assert onlooker.balance() == 1000  # reading goes on
                    ballast.unlink()
                    grows(journal, "acknowledged", 50)
                    wait_until(lambda: program.operations("/health/ready")[0] == 200, "the program to be ready again")
            journal.check()
            assert program.stop() == 0
            program.audit()
            server.stop()
    finally:
        server.close()


def test_scene_21_postgresql_s_log_finds_no_room_and_the_server_is_started_again(tmp_path):
    """Without room for its log PostgreSQL ends; the program waits for it."""
    server = Postgres(max_wal_size="64MB", min_wal_size="32MB")
    try:
        server.stop()
        with small_disk(server.folder / "log-disk", "96m", **owner_of(server)) as disk:
            server.move_log_to(disk)
            server.start()
            program = Program(tmp_path, DATABASE_URL=server.database()).start()
            with Journal(program) as journal:
                grows(journal, "acknowledged", 50)
                ballast = fill(disk)
                rows_until_it_fails(server)
                grows(journal, "refused", 10)
                assert program.operations("/health/live")[0] == 200
                wait_until(lambda: program.operations("/health/ready")[0] == 503, "it to say that it is not ready", 30)
                ballast.unlink()
                if server.process.poll() is None:
                    server.stop("QUIT")
                server.start()
                grows(journal, "acknowledged", 50)
            journal.check()
            assert program.stop() == 0
            program.audit()
            server.stop()
    finally:
        server.close()


def rows_until_it_fails(server):
    """Writes into another database until the log has no room."""
    url = server.url("postgres")
    for _ in range(200):
        if psql(url, "CREATE TABLE IF NOT EXISTS filler (t TEXT); INSERT INTO filler SELECT repeat(md5(g::text), 200) "
                     "FROM generate_series(1, 2000) g").returncode != 0:
            return
    raise AssertionError("the log never wanted room")
