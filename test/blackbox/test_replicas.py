"""Two and three programs on one PostgreSQL: they play together under parallel load as one would, and another goes on
where one is killed."""
import itertools
import json
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from client import TIMEOUT_S, AnyOf, Api, Balance, Http
from consumer import Consumer
from people import Player, fresh_bet, fresh_name, pair
from postgres import Postgres, rows
from program import API, BALANCE, Program
from tcp_proxy import TcpProxy
from test_crash import CONNECTION_LOST, assert_ended, steps_of_a_game
from test_hostile_http import GoodLoad
from waiting import timed, wait_on_time, wait_until

DATABASES = ("postgresql",)
GRACE_S = 3.0
SLACK_S = 1.5


@pytest.fixture
def start_replicas(tmp_path, database, start_program):
    """Starts so many programs at once, on a database that none of them has seen."""
    def start(count, **settings):
        url = database(tmp_path)
        with ThreadPoolExecutor(count) as pool:
            return list(pool.map(lambda _: start_program(DATABASE_URL=url, **settings), range(count)))

    return start


def at_once(calls):
    """Runs all calls in the same instant, a thread each; their results in order."""
    gate = threading.Barrier(len(calls))

    def run(call):
        gate.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def step_to_the_end(player):
    """Leaves or throws; true once the player is free."""
    game_id = player.profile()["game_id"]
    if game_id is not None and player.leave().status != 200:
        player.result(game_id, random.randint(1, 6))
    return game_id is None


def end_games(players):
    """Plays until everybody is free: a game needs both of its players."""
    wait_until(lambda: all([step_to_the_end(player) for player in players]), "all games to end", 30)


@pytest.mark.parametrize("count", [2, 3])
def test_parallel_load_over_all_programs_keeps_every_coin(start_replicas, count):
    programs = start_replicas(count)
    api = AnyOf(Api(program) for program in programs)
    players = [Player(api) for _ in range(12)]
    problems = []
    games = []
    begun = time.monotonic()

    def finished():
        return [state for _, state in games if state in ("won", "lost")]

    def goes_on():
        """Six seconds, and where they are too few for some games as long as these take."""
        age_s = time.monotonic() - begun
        return age_s < 6 or (len(finished()) <= 20 and age_s < 60)

    def play(player):
        while goes_on():
            start = player.start(random.choice([10, 20]))
            if start.status not in (200, 402, 409):
                problems.append(start)
            # Who missed somebody else's game is put into it, without asking again.
            game_id = start.data["game_id"] if start.status == 200 else player.profile()["game_id"]
            while game_id and (goes_on() or time.monotonic() < begun + 16):
                seen = player.game(game_id)
                if seen["state"] == "waiting":
                    if random.random() < 0.2:
                        player.leave()
                    time.sleep(0.002)
                elif seen["state"] == "active":
                    done = player.result(game_id, random.randint(1, 6))
                    if done.status not in (200, 409):
                        problems.append(done)
                else:
                    games.append((game_id, seen["state"]))
                    break

    at_once([lambda p=p: play(p) for p in players])
    assert not problems, problems[:3]
    end_games(players)
    assert sum(player.balance() for player in players) == 12 * 1000
    assert len(finished()) > 20, "hardly a game was played"


def test_scene_2_many_who_join_at_once_over_all_programs(start_replicas):
    programs = start_replicas(3)
    apis = [Api(program) for program in programs]
    opener = Player(apis[0])
    joiners = [Player(apis[i % 3]) for i in range(9)]
    bet = 150  # whoever loses all five games can pay for them
    for _ in range(5):
        waiting = opener.start(bet).data["game_id"]
        answers = at_once([lambda p=p: p.start(bet) for p in joiners])
        assert [a.status for a in answers] == [200] * 9
        assert sum(a.data["game_id"] == waiting for a in answers) == 1
        assert all(a.data["balance"] == p.balance() for a, p in zip(answers, joiners))
        end_games([opener, *joiners])


def test_players_who_missed_each_other_are_brought_together(start_replicas):
    programs = start_replicas(2)
    apis = [Api(program) for program in programs]
    players = [Player(apis[i % 2]) for i in range(10)]
    bet = 300  # whoever loses all three games can pay for them
    for _ in range(3):
        assert [a.status for a in at_once([lambda p=p: p.start(bet) for p in players])] == [200] * 10
        def all_play():
            games = [player.profile() for player in players]
            return all(seen["in_game"] == bet and players[i].game(seen["game_id"])["state"] == "active"
                       for i, seen in enumerate(games))

        wait_until(all_play, "everybody to be in a running game", 10)
        end_games(players)


def test_scene_3_leaving_on_one_program_and_joining_on_another(start_replicas):
    programs = start_replicas(2)
    opener, joiner = Player(Api(programs[0])), Player(Api(programs[1]))
    for _ in range(20):
        bet = 10
        before = opener.balance() + joiner.balance()
        waiting = opener.start(bet).data["game_id"]
        left, joined = at_once([opener.leave, lambda b=bet: joiner.start(b)])
        assert joined.status == 200
        if joined.data["state"] == "active":
            assert left.status == 409 and left.code == "game_in_progress"
            assert joined.data["game_id"] == waiting
        else:
            assert left.data == {"left": True, "refunded": bet, "balance": opener.balance()}
        end_games([joiner, opener])
        assert opener.balance() + joiner.balance() == before


def test_scene_24_the_same_signed_request_to_two_programs_at_once(start_replicas):
    programs = start_replicas(2)
    apis = [Api(program) for program in programs]
    player = Player(apis[0])
    for _ in range(20):
        signed = apis[0].sign("/start/game", {"username": player.name, "bet": 100, "timestamp": time.time()})
        answers = at_once([lambda a=a: a.send(signed) for a in apis * 3])
        assert {answer.status for answer in answers} == {200}
        assert len({answer.body for answer in answers}) == 1
        assert sum(not answer.is_replay for answer in answers) == 1
        assert player.balance() == 900
        assert player.leave().data["balance"] == 1000


def start_and_leave(api, player, log):
    """Again and again until nobody answers; each request is noted before it is sent and its answer after."""
    try:
        for path, fields in itertools.cycle((("/start/game", {"bet": fresh_bet()}), ("/leave", {}))):
            step = [api.sign(path, {"username": player.name, "timestamp": time.time()} | fields), None]
            log.append(step)
            step[1] = api.send(step[0])
    except CONNECTION_LOST:
        pass


def test_scene_24_the_same_signed_request_after_a_crash_to_the_others(start_replicas):
    doomed, *others = start_replicas(3)
    apis = [Api(program) for program in others]
    players = [Player(apis[0]) for _ in range(6)]
    lost = 0
    for _ in range(4):
        logs = [[] for _ in players]
        threads = [threading.Thread(target=start_and_leave, args=(Api(doomed), *one)) for one in zip(players, logs)]
        for thread in threads:
            thread.start()
        wait_until(lambda logs=logs: all(len(log) > 6 for log in logs), "requests under way", 30)
        doomed.kill()
        for thread in threads:
            thread.join(30)
        for player, log in zip(players, logs):
            for signed, first in log[-4:]:
                answers = at_once([lambda a=a, s=signed: a.send(s) for a in apis * 2])
                assert {answer.status for answer in answers} == {200} and len({answer.body for answer in answers}) == 1
                if first is not None:
                    assert answers[0].body == first.body and all(answer.is_replay for answer in answers)
                else:
                    assert sum(not answer.is_replay for answer in answers) <= 1
                    lost += 1
            player.leave()
            assert player.balance() == 1000
        doomed.start()
    assert lost > 0


def test_scene_20_a_program_killed_at_each_point_of_a_game_and_the_others_play_it_on(start_replicas):
    programs = start_replicas(3)
    for doomed in programs[:2]:
        others = [program for program in programs if program is not doomed]
        games = []
        with GoodLoad(AnyOf(Api(program) for program in others)) as load:
            for _ in range(10):
                api = Api(doomed)
                games.append((api, *steps_of_a_game(api)))
            for point, (_, _, steps) in enumerate(games, 1):
                for step in steps[:point]:
                    step()
            doomed.kill()
            for point, (api, story, steps) in enumerate(games, 1):
                for number, step in enumerate(steps[point:]):
                    api.http = Api(others[number % 2]).http
                    step()
                api.http = Api(others[0]).http
                assert_ended(story)
            assert load.errors == []
        doomed.start()


@pytest.fixture
def unheard():
    """Lines to a program, by its listener, over which it is asked and no answer comes."""
    made = []

    def open_to(program):
        lines = {listener: TcpProxy(program.port(listener)) for listener in (API, BALANCE)}
        made.extend(lines.values())
        for line in lines.values():
            line.delay_s = TIMEOUT_S
        return lines

    yield open_to
    for line in made:
        line.close()


def test_scene_20_a_program_killed_after_the_commit_and_before_the_answer(start_replicas, unheard):
    doomed, *others = start_replicas(3)
    api, bet = Api(others[0]), fresh_bet()
    staking, gifted, (throwing, _, game_id, _) = Player(api), Player(api), pair(api)
    signed = [api.sign(path, {"username": whose.name, "timestamp": time.time()} | fields) for path, whose, fields in (
        ("/start/game", staking, {"bet": bet}), ("/write/res", throwing, {"game_id": game_id, "result": 6}))]
    named = {"Content-Type": "application/json", "Idempotency-Key": fresh_name("gift")}
    calls = [(API, *signed[0]), (API, *signed[1]),
             (BALANCE, "/modify_balance", json.dumps({"id": gifted.id, "amount": 7}).encode(), named)]

    def effects():
        return staking.balance(), throwing.game(game_id)["your_throws"], gifted.balance()

    once = (1000 - bet, [[6]], 1007)
    lines = unheard(doomed)
    with ThreadPoolExecutor(len(calls)) as pool:
        asked = [pool.submit(Http(lines[listener].port).request, "POST", *call) for listener, *call in calls]
        wait_until(lambda: effects() == once, "the effects, at another program", 30)
        doomed.kill()
        for line in lines.values():
            line.close()
        assert all(isinstance(one.exception(), CONNECTION_LOST) for one in asked), asked
    for listener, *call in calls:
        answers = at_once([lambda p=p, c=call: Http(p.port(listener)).request("POST", *c) for p in others * 2])
        assert [answer.status for answer in answers] == [200] * 4 and len({answer.body for answer in answers}) == 1
        assert all(answer.is_replay for answer in answers), answers
    assert effects() == once


def test_subtractions_on_two_programs_never_spend_the_same_money(start_replicas):
    programs = start_replicas(2)
    services = [Balance(program) for program in programs]
    name = Player(Api(programs[0])).name
    answers = at_once([lambda s=s: s.modify(username=name, amount=-300) for s in services * 6])
    assert sorted(answer.status for answer in answers) == [200] * 3 + [402] * 9


def test_events_of_one_program_come_from_the_other_in_order(start_replicas):
    programs = start_replicas(2)
    apis = [Api(program) for program in programs]
    consumer = Consumer(apis[1])
    for _ in range(5):
        one, two, bet = Player(apis[0]), Player(apis[1]), fresh_bet()
        game_id = one.start(bet).data["game_id"]
        two.start(bet)
        two.result(game_id, 2)
        one.result(game_id, 5)
        seen = []

        def all_told():
            seen.extend(event["type"] for event in consumer.next(2) if event["game_id"] == game_id)
            return "game_settled" in seen

        wait_until(all_told, "the end of the game to be told", 10)
        assert seen == ["game_waiting", "game_started", "throw_made", "throw_made", "game_settled"]


def test_another_program_minds_the_deadlines_when_one_is_killed(start_replicas):
    programs = start_replicas(2, LUDICE_LOBBY_TTL="4s")
    def with_jobs():
        return next((p for p in programs if any(line.get("event") == "jobs_taken" for line in p.log)), None)

    busy = wait_until(with_jobs, "one of them to mind the deadlines")
    other = next(program for program in programs if program is not busy)
    player = Player(Api(other))
    started, begun = timed(lambda: player.start(50))
    game_id = started.data["game_id"]
    busy.kill()
    wait_on_time(lambda: player.game(game_id)["state"] == "cancelled", "the game to expire", begun, 4, GRACE_S + SLACK_S)
    assert player.balance() == 1000


def test_what_a_killed_program_had_in_hand_is_whole_or_absent(start_replicas):
    programs = start_replicas(2)
    sure, doomed = Api(programs[0]), Api(programs[1])
    players = [Player(sure) for _ in range(6)]
    stopped = threading.Event()

    def load(player):
        mine = Player(doomed, player.name, player.id)
        try:
            while not stopped.is_set():
                mine.start(10)
                mine.leave()
        except OSError:
            pass

    with ThreadPoolExecutor(len(players)) as pool:
        running = [pool.submit(load, player) for player in players]
        time.sleep(1)
        programs[1].kill()
        stopped.set()
        for one in running:
            one.exception()
    end_games(players)
    assert sum(player.balance() for player in players) == 6 * 1000


def test_the_chain_is_sealed_a_moment_behind(start_replicas, tmp_path, database):
    programs = start_replicas(2)
    player = Player(Api(programs[0]))
    player.start(50)
    player.leave()
    url = database(tmp_path)
    wait_until(lambda: rows(url, "SELECT COUNT(*) FROM unsealed") == [["0"]], "all records to be sealed", 10)
    records = rows(url, "SELECT (SELECT COUNT(*) FROM transfer) + (SELECT COUNT(*) FROM fact)")
    assert rows(url, "SELECT MAX(through) FROM seal") == records


def test_scene_21_the_database_restarts_and_the_program_goes_on(tmp_path):
    server = Postgres()
    try:
        program = Program(tmp_path, DATABASE_URL=server.database()).start()
        player = Player(Api(program))
        player.start(50)
        assert program.operations("/health/ready")[0] == 200
        server.stop("QUIT")
        wait_until(lambda: program.operations("/health/ready")[0] == 503, "the program to say that it is not ready")
        answer = player.leave()
        assert answer.status == 503 and answer.code == "unavailable" and answer.headers["Retry-After"]
        assert program.operations("/health/live")[0] == 200
        server.start()
        wait_until(lambda: program.operations("/health/ready")[0] == 200, "the program to be ready again", 20)
        wait_until(lambda: player.call("/profile").status == 200, "the reader to be back")
        wait_until(lambda: player.leave().status == 200, "the writers to be back")
        assert player.balance() == 1000
        assert program.stop() == 0
        program.audit()
    finally:
        server.close()
