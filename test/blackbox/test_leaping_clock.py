"""Scene 23: the clock jumps an hour, two replicas disagree. Nobody's time to wait or to throw is cut, nobody who signs
with the right time is refused, the bot goes on. With SQLite the program's own clock leaps, with PostgreSQL the
server's."""
import os
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from bot_fixtures import House
from client import Api, assert_error
from faked_clock import FakedClock, assert_ahead
from people import Player, fresh_bet, pair
from postgres import Postgres
from program import Program
from telegram import result_of, start_match
from waiting import timed, wait_on_time, wait_until

HOUR_S = 3600
LOBBY_S, VOID_S, TURN_S = 6, 7, 60
# What the contract leaves a deadline, and what a busy machine may add.
GRACE_S = {"sqlite": 1.0, "postgresql": 3.0}
SLACK_S = 1.5
LATE_S = {database: grace_s + SLACK_S for database, grace_s in GRACE_S.items()}
NOTICED = {"clock_leapt", "database_clock_leapt"}


def assert_on_time(state, player, game_id, after_s, begun, late_s=LATE_S["postgresql"]):
    """The game gets into this state so many seconds after it began, not earlier and no later than is allowed."""
    wait_on_time(lambda: player.game(game_id)["state"] == state, f"the game to be {state}", begun, after_s, late_s)


def is_a_turn_s_end(deadline, begun_at, late_s=LATE_S["postgresql"]):
    """Of a game that began between these two times."""
    return begun_at[0] - late_s <= deadline - TURN_S <= begun_at[1] + late_s


def minds_deadlines(program):
    """Those of all programs, as it came first."""
    program.wait_for_log(lambda line: line.get("event") == "jobs_taken", "a program that minds the deadlines")


class Machine:
    """A program and the clock by which it lives."""

    def __init__(self, tmp_path, server, clock):
        self.clock, self.server = clock, server
        self.url = server.database() if server else f"sqlite:{tmp_path / 'game.db'}"
        self.own = {} if server else clock.environment
        self.late_s = LATE_S["postgresql" if server else "sqlite"]
        self.programs = []
        self.folder = tmp_path

    def start(self, **settings):
        folder = self.folder / f"program{len(self.programs)}"
        folder.mkdir()
        settings = {"DATABASE_URL": self.url, "LUDICE_LOBBY_TTL": f"{LOBBY_S}s"} | self.own | settings
        self.programs.append(Program(folder, **settings).start())
        return self.programs[-1]

    def leap(self, ahead_s):
        """Sets the clock, and waits until somebody has noticed."""
        before = sum(len(self._noticed(program)) for program in self.programs)
        self.clock.set(ahead_s)
        wait_until(lambda: sum(len(self._noticed(program)) for program in self.programs) > before, "a leap to be noticed",
                   20)

    @staticmethod
    def _noticed(program):
        return [line for line in program.log if line.get("event") in NOTICED]

    def close(self):
        for program in self.programs:
            if program.is_running():
                assert program.stop() == 0
        self.programs[-1].audit()


@contextmanager
def with_a_server(tmp_path):
    """A machine with PostgreSQL, whose clock is the one that counts."""
    with tempfile.TemporaryDirectory(prefix="ludice-clock-") as folder:  # where the server's user may read, too
        os.chmod(folder, 0o755)
        clock = FakedClock(folder)
        server = Postgres(environment=clock.environment)
        try:
            made = Machine(tmp_path, server, clock)
            yield made
            made.close()
        finally:
            server.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def machine(request, tmp_path):
    if request.param == "sqlite":
        made = Machine(tmp_path, None, FakedClock(tmp_path))
        yield made
        made.close()
        return
    with with_a_server(tmp_path) as made:
        yield made


@pytest.mark.parametrize("ahead_s", [HOUR_S, -HOUR_S])
def test_scene_23_a_leap_cuts_nobody_s_time_and_comes_too_late_for_nobody(machine, ahead_s):
    api = Api(machine.start())
    before_at = time.time()
    first, second, game_id, _ = pair(api)
    begun_at = (before_at, time.time())
    alone = Player(api)
    waiting, begun = timed(lambda: alone.start(fresh_bet()).data["game_id"])
    with ThreadPoolExecutor(1) as pool:
        # It goes on waiting, until its own time is over by a clock that nobody has set.
        end = pool.submit(assert_on_time, "cancelled", alone, waiting, LOBBY_S, begun, machine.late_s)
        machine.leap(ahead_s)
        end.result()
    assert alone.balance() == 1000
    seen = first.game(game_id)
    assert seen["state"] == "active" and is_a_turn_s_end(seen["deadline"], begun_at, machine.late_s)
    first.result(game_id, 6)
    assert second.result(game_id, 1).data["state"] == "lost"


def test_scene_23_far_forward_and_back_leaves_nothing_behind(machine):
    api = Api(machine.start(LUDICE_LOBBY_TTL="120s"))
    first, second, game_id, _ = pair(api)
    alone = Player(api)
    waiting = alone.start(fresh_bet()).data["game_id"]
    for ahead_s in (72 * HOUR_S, 0, -HOUR_S, 0):
        machine.leap(ahead_s)
        # Who signs with the right time is heard, and new games are played in between.
        played, other, another_id, _ = pair(api)
        played.result(another_id, 2)
        assert other.result(another_id, 5).data["state"] == "won"
        assert alone.game(waiting)["state"] == "waiting" and first.game(game_id)["state"] == "active"
        assert_error(api.call("/game", timestamp=time.time() + HOUR_S, username=first.name, game_id=game_id), 401,
                     "stale_timestamp")
    first.result(game_id, 6)
    assert second.result(game_id, 1).data["state"] == "lost"
    assert alone.leave().data["refunded"] > 0


def test_scene_23_a_leap_is_remembered_by_the_next_process(machine):
    program = machine.start(LUDICE_LOBBY_TTL="120s")
    api = Api(program)
    first, second, game_id, _ = pair(api)
    alone = Player(api)
    waiting = alone.start(fresh_bet()).data["game_id"]
    machine.leap(HOUR_S)
    pair(api)  # whatever is written next has the leap before it on the disk
    program.kill()
    api = Api(program.start())
    for player in (first, second, alone):
        player.api = api
    assert alone.game(waiting)["state"] == "waiting" and first.game(game_id)["state"] == "active"
    machine.clock.set(0)
    first.result(game_id, 6)
    assert second.result(game_id, 1).data["state"] == "lost"
    assert alone.leave().data["balance"] == 1000


def test_scene_23_replicas_whose_clocks_disagree_by_a_minute_and_by_an_hour(tmp_path):
    server = Postgres()
    try:
        url = server.database()
        apis, programs = [], []
        for name, ahead_s in (("an-hour", -HOUR_S), ("a-minute", 60), ("right", 0)):
            folder = tmp_path / name
            folder.mkdir()
            clock = FakedClock(folder)
            clock.set(ahead_s)
            programs.append(Program(folder, DATABASE_URL=url, LUDICE_LOBBY_TTL=f"{LOBBY_S}s", **clock.environment).start())
            assert_ahead(programs[-1], ahead_s)
            minds_deadlines(programs[0])
            apis.append(Api(programs[-1]))
        players = [Player(apis[0]) for _ in range(2)]
        alone = [Player(api) for api in apis]
        bet = 120  # three lost games are within what everybody begins with
        with ThreadPoolExecutor(len(alone)) as pool:
            ends = []
            for player in alone:
                waiting, begun = timed(lambda p=player: p.start(fresh_bet()).data["game_id"])
                ends.append(pool.submit(assert_on_time, "cancelled", player, waiting, LOBBY_S, begun))
            for opener, joiner, thrower in ((0, 1, 2), (1, 2, 0), (2, 0, 1)):
                players[0].api, players[1].api = apis[opener], apis[joiner]
                before_at = time.time()
                game_id = players[0].start(bet).data["game_id"]
                assert players[1].start(bet).data["game_id"] == game_id
                begun_at = (before_at, time.time())
                deadlines = set()
                for player in players:
                    for api in apis:
                        player.api = api
                        deadlines.add(player.game(game_id)["deadline"])
                assert len(deadlines) == 1 and is_a_turn_s_end(deadlines.pop(), begun_at)
                players[0].api = players[1].api = apis[thrower]
                players[0].result(game_id, 6)
                assert players[1].result(game_id, 1).data["state"] == "lost"
            for end in ends:
                end.result()
        for program in programs:
            assert program.stop() == 0
        programs[0].audit()
    finally:
        server.close()


def test_scene_23_the_server_s_clock_leaps_under_three_programs_of_which_one_is_an_hour_off(tmp_path):
    wrong = FakedClock(tmp_path)
    wrong.set(-HOUR_S)
    with with_a_server(tmp_path) as machine:
        programs = []
        for own, ahead_s in ((wrong.environment, -HOUR_S), ({}, 0), ({}, 0)):
            programs.append(machine.start(LUDICE_VOID_TTL=f"{VOID_S}s", **own))
            assert_ahead(programs[-1], ahead_s)
            minds_deadlines(programs[0])
        apis = [Api(program) for program in programs]
        for ahead_s in (HOUR_S, 0):
            players = [Player(api) for api in apis]
            bet, before = fresh_bet(), time.monotonic()
            silent = players[0].start(bet).data["game_id"]
            assert players[1].start(bet).data["game_id"] == silent
            waiting = players[2].start(fresh_bet()).data["game_id"]
            begun = (before, time.monotonic())
            with ThreadPoolExecutor(2) as pool:
                ends = [pool.submit(assert_on_time, "cancelled", players[2], waiting, LOBBY_S, begun),
                        pool.submit(assert_on_time, "void", players[0], silent, VOID_S, begun)]
                machine.leap(ahead_s)
                # Who has the right time is heard by each of them, who has not by none, and games are played meanwhile.
                for number, api in enumerate(apis):
                    first, second, game_id, _ = pair(api)
                    second.api = apis[(number + 1) % 3]
                    first.result(game_id, 6)
                    assert second.result(game_id, 1).data["state"] == "lost"
                    assert_error(api.call("/game", timestamp=time.time() + HOUR_S, username=first.name, game_id=game_id), 401,
                                 "stale_timestamp")
                for end in ends:
                    end.result()
            assert [player.balance() for player in players] == [1000] * 3


def test_scene_23_the_bot_plays_on_while_the_clock_leaps_far_and_back(tmp_path):
    clock = FakedClock(tmp_path)
    house = House(tmp_path, **clock.environment)
    for ahead_s in (72 * HOUR_S, 0, -HOUR_S, 0):
        before = len(house.program.log)
        clock.set(ahead_s)
        wait_until(lambda known=before: any(line.get("event") in NOTICED for line in house.program.log[known:]),
                   "a leap to be noticed", 20)
        house.telegram.next_dice(5, 2)
        people = start_match(house.telegram, fresh_bet())
        for person in people:
            person.tap("Throw")
        for person in people:
            result_of(person)
    house.close()
