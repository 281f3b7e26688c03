"""What the logs of a played game say, and what they never say: ids from the update to the API, one trace through all of it;
no key, no token, no text that somebody wrote."""
import json
import re
import time

import pytest

from client import Api
from people import Player, fresh_bet, pair
from program import KEY
from telegram import TOKEN, result_of, start_match
from test_bot_stars import buy

DATABASES = ("sqlite",)
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


def test_a_played_game_can_be_followed_and_tells_no_secret(open_house):
    house = open_house()
    house.telegram.next_dice(5, 2)
    people = start_match(house.telegram)
    people[0].send("a private remark that nobody else may read")
    for person in people:
        person.tap("Throw")
    for person in people:
        result_of(person)
    log = house.program.log
    everything = json.dumps(log, ensure_ascii=False)
    for secret in (KEY, TOKEN, TOKEN.split(":")[1], "a private remark", "X-Signature"):
        assert secret not in everything, secret

    updates = {line["trace"]: line for line in log if line["event"] == "update"}
    requests = [line for line in log if line["event"] == "request" and line["path"] == "/start/game"]
    assert len(requests) == 2
    for request in requests:
        update = updates[request["trace"]]
        assert str(update["user"]) == request["player"] and update["user"] in [person.id for person in people]
        assert update["kind"] in ("text", "tap") and update["update"] > 0 and request["call"].startswith("bot:")
    throws = [line for line in log if line["event"] == "request" and line["path"] in ("/throw", "/write/res")]
    assert len(throws) == 4 and len({line["game"] for line in throws + requests}) == 1
    for request in throws:
        tap = updates[request["trace"]]
        assert (tap["kind"], str(tap["user"]), tap["game"]) == ("tap", request["player"], request["game"])


def test_a_payment_can_be_followed_and_is_counted(open_house):
    house = open_house(LUDICE_ASSETS="points,stars")
    anna = house.telegram.person().join()
    buy(anna)
    update = house.program.wait_for_log(lambda line: line["event"] == "update" and line["kind"] == "paid", "the payment")
    lines = house.program.log
    asked, = [line for line in lines if line["event"] == "pre_checkout"]
    checked, = [line for line in lines if line["event"] == "request" and line["path"] == "/stars/precheckout"]
    credited, = [line for line in lines if line["event"] == "request" and line["path"] == "/stars/credit"]
    assert asked["trace"] == checked["trace"] and asked["update"] > 0 and asked["query"]
    assert update["trace"] == credited["trace"] and update["ms"] >= 0
    assert asked["user"] == update["user"] == anna.id and checked["player"] == credited["player"] == str(anna.id)
    told = house.program.operations("/metrics")[1].splitlines()
    for sample in ('ludice_bot_pre_checkouts_total{outcome="accepted"}', "ludice_bot_pre_checkout_seconds_count",
                   'ludice_bot_update_lag_seconds_count{kind="paid"}'):
        assert f"{sample} 1" in told


@pytest.mark.parametrize("limit", ["0", "100/second"])
def test_calls_by_name_and_those_that_begin_a_game_tell_player_and_game(start_program, limit):
    program = start_program(LUDICE_USER_LIMIT=limit)
    anna, ivan, game, _ = pair(Api(program))
    anna.result(game, 6)
    ivan.result(game, 1)
    anna.game(game)
    anna.profile()
    anna.call("/profile", headers={"X-Request-Id": "last"})
    program.wait_for_log(lambda line: line.get("request_id") == "last", "the last request")
    told = {(line["path"], line.get("player"), line.get("game")) for line in program.log if line["event"] == "request"}
    for player in (anna, ivan):
        assert {("/start/game", str(player.id), game), ("/write/res", str(player.id), game)} <= told
    assert {("/game", str(anna.id), game), ("/profile", str(anna.id), None)} <= told


@pytest.mark.parametrize("logged, statuses", [("all", {200, 404}), ("errors", {404}), ("none", set())])
def test_requests_are_logged_as_far_as_is_asked_for(start_program, logged, statuses):
    program = start_program(LUDICE_LOG_REQUESTS=logged)
    player = Player(Api(program))
    player.profile()
    assert player.api.call("/game", id=player.id, game_id="0G3M9QW4T1A7K").status == 404
    assert program.stop() == 0
    program.wait_for_log(lambda line: line["event"] == "end of log", "end")
    assert {line["status"] for line in program.log if line["event"] == "request"} == statuses


def test_a_trace_and_a_request_id_of_the_client_are_in_the_log(start_program):
    program = start_program()
    api = Api(program)
    player = Player(api)
    headers = {"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01", "X-Request-Id": "mine-1"}
    answer = api.call("/leave", headers=headers, id=player.id, game_id="NONE", timestamp=time.time())
    line = program.wait_for_log(lambda line: line.get("request_id") == "mine-1", "the request")
    assert (line["trace"], line["player"], line["game"], line["status"]) == (TRACE, str(player.id), "NONE", answer.status)
    assert line.get("code") == answer.json.get("error", {}).get("code")


def test_a_request_without_a_trace_gets_one_that_follows_from_its_id(start_program):
    program = start_program()
    player = Player(Api(program))
    given = [{}, {"traceparent": "nonsense"}, {"traceparent": "00-" + "0" * 32 + "-00f067aa0ba902b7-01"}]
    for headers in given:
        assert player.api.call("/profile", headers=headers | {"X-Request-Id": "mine-2"}, id=player.id).status == 200
        assert player.api.call("/profile", headers=headers, id=player.id).status == 200
    assert program.stop() == 0
    program.wait_for_log(lambda line: line["event"] == "end of log", "end")
    lines = [line for line in program.log if line["event"] == "request" and line["path"] == "/profile"]
    named, others = ([line["trace"] for line in lines if (line["request_id"] == "mine-2") is mine] for mine in (True, False))
    assert len(set(named)) == 1 and len(named) == len(others) == len(given) == len(set(others) - set(named))
    assert all(re.fullmatch("[0-9a-f]{32}", trace) for trace in named + others)


def test_a_refusal_is_named_by_its_code(start_program):
    program = start_program()
    player = Player(Api(program))
    player.start(fresh_bet(), asset="ton")
    player.call("/start/game", bet=10**6)
    line = program.wait_for_log(lambda line: line.get("code") == "insufficient_funds", "the refusal")
    assert line["status"] == 402
