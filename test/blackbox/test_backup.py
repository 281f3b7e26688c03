"""Copies of a database that is in use, and the way back: everything that was acknowledged before the copy began is in
it, its ledger is right, and nothing is ever replaced."""
import re
import sqlite3
import stat
import threading

import pytest

from client import Api
from people import Player, fresh_bet, pair
from program import Program, run

DATABASES = ("sqlite",)  # PostgreSQL has tools of its own: test_backup_postgres.py
HEAD = re.compile(r"chain head ([0-9a-f]{64})")


class Load:
    """Threads that play games to their ends while something else happens."""

    def __init__(self, program, threads=4):
        self.program = program
        self.stopped = threading.Event()
        self.games = []
        self.threads = [threading.Thread(target=self._play) for _ in range(threads)]

    def _play(self):
        api = Api(self.program)
        players = Player(api), Player(api)
        while not self.stopped.is_set():
            bet = fresh_bet()
            if min(player.balance() for player in players) < bet:
                players = Player(api), Player(api)
            game = players[0].start(bet).data["game_id"]
            assert players[1].start(bet).data["game_id"] == game
            assert players[0].result(game, 6).status == players[1].result(game, 1).status == 200
            self.games.append((players, game, bet))

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stopped.set()
        for thread in self.threads:
            thread.join(60)
            assert not thread.is_alive()

    def wait_for(self, games):
        while len(self.games) < games:
            assert any(thread.is_alive() for thread in self.threads)
            self.stopped.wait(0.01)


def copy(command, folder, file, database):
    return run([command, str(file)], folder, {"DATABASE_URL": f"sqlite:{database}"}, 60)


def database_of(program):
    return program.settings["DATABASE_URL"].removeprefix("sqlite:")


def test_a_copy_made_under_load_comes_back_whole(start_program, tmp_path):
    program = start_program()
    with Load(program) as load:
        load.wait_for(40)
        before = list(load.games)
        result = copy("backup", tmp_path, "copy.db", database_of(program))
        load.wait_for(len(load.games) + 10)
        beside = program.audit()
    assert result.returncode == 0, result.stderr
    head = HEAD.search(result.stdout)[1]
    assert stat.S_IMODE((tmp_path / "copy.db").stat().st_mode) == 0o600

    back = tmp_path / "elsewhere" / "game.db"
    result = copy("restore", tmp_path, "copy.db", back)
    assert result.returncode == 0 and HEAD.search(result.stdout)[1] == head, result.stderr
    audited = run(["audit", "--head", head], tmp_path, {"DATABASE_URL": f"sqlite:{back}"}, 60)
    assert audited.returncode == 0 and "everything since follows" in audited.stdout, audited.stdout
    assert len(HEAD.findall(beside)) == 1
    again = start_program(DATABASE_URL=f"sqlite:{back}")
    api = Api(again)
    for players, game, bet in before:
        players[0].api = api
        assert players[0].game(game)["state"] == "won" and players[0].game(game)["bet"] == bet


def test_a_head_noted_earlier_holds_while_games_go_on(start_program):
    program = start_program()
    pair(Api(program))
    head = HEAD.search(program.audit())[1]
    with Load(program) as load:
        load.wait_for(20)
        settings = {"DATABASE_URL": program.settings["DATABASE_URL"]}
        for given in (head, head.upper()):
            result = run(["audit", "--head", given], program.folder, settings, 60)
            assert result.returncode == 0 and f"head {head} stood at seal " in result.stdout, result.stdout
    result = run(["audit", "--head", "0" * 63 + "1"], program.folder, settings, 60)
    assert result.returncode == 1 and "no seal ever had the head" in result.stdout


@pytest.mark.parametrize("head", ["1234", "g" * 64, "0" * 63, "0" * 65])
def test_what_is_no_head_is_wrong_usage(tmp_path, head):
    result = run(["audit", "--head", head], tmp_path, {"DATABASE_URL": "sqlite:none.db"})
    assert result.returncode == 2 and "--head" in result.stderr


def test_a_backup_replaces_nothing(start_program, tmp_path):
    program = start_program()
    (tmp_path / "copy.db").write_text("mine")
    result = copy("backup", tmp_path, "copy.db", database_of(program))
    assert result.returncode == 1 and "copy.db exists already" in result.stderr
    assert (tmp_path / "copy.db").read_text() == "mine"


def test_a_backup_of_what_is_not_there_ends_with_3(tmp_path):
    result = copy("backup", tmp_path, "copy.db", "none.db")
    assert result.returncode == 3 and "none.db" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_restore_replaces_no_database_and_disturbs_no_server(start_program, tmp_path):
    program = start_program()
    player = Player(Api(program))
    database = database_of(program)
    assert copy("backup", tmp_path, "copy.db", database).returncode == 0
    result = copy("restore", tmp_path, "copy.db", database)
    assert result.returncode == 3 and "another process" in result.stderr
    assert player.balance() == 1000
    assert program.stop() == 0
    result = copy("restore", tmp_path, "copy.db", database)
    assert result.returncode == 1 and "exists already" in result.stderr


@pytest.mark.parametrize("content, code", [(None, 3), (b"", 1), (b"no database at all\n" * 100, 1)])
def test_what_is_no_copy_is_not_restored(tmp_path, content, code):
    if content is not None:
        (tmp_path / "copy.db").write_bytes(content)
    result = copy("restore", tmp_path, "copy.db", "game.db")
    assert result.returncode == code and "copy.db" in result.stderr and not (tmp_path / "game.db").exists()


def test_a_copy_of_a_newer_version_is_not_restored(tmp_path):
    program = Program(tmp_path).start()
    assert program.stop() == 0
    assert copy("backup", tmp_path, "copy.db", database_of(program)).returncode == 0
    with sqlite3.connect(tmp_path / "copy.db") as database:
        database.execute("UPDATE meta SET value = '999' WHERE name = 'schema'")
    result = copy("restore", tmp_path, "copy.db", "other.db")
    assert result.returncode == 1 and "newer version" in result.stderr and not (tmp_path / "other.db").exists()
