"""Once only: a signed object is good once on one path, and a request_id for 48 hours, also for refusals, in
parallel, and after a crash."""
import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from client import Api, assert_error
from people import Player, fresh_bet, fresh_id, fresh_name, pair
from waiting import wait_until


def assert_replayed(first, again):
    assert (again.status, again.body) == (first.status, first.body), (first, again)
    assert again.is_replay and not first.is_replay


def test_the_same_object_gets_the_same_bytes(api):
    signed = api.sign("/register", {"username": fresh_name(), "id": fresh_id(), "timestamp": time.time()})
    first = api.send(signed)
    assert first.data["created"]
    for _ in range(3):
        assert_replayed(first, api.send(signed))


def test_a_repeated_start_has_one_effect(api):
    player = Player(api)
    signed = api.sign("/start/game", {"username": player.name, "bet": 121, "timestamp": time.time()})
    first = api.send(signed)
    assert first.data["balance"] == 879
    assert_replayed(first, api.send(signed))
    assert player.balance() == 879
    player.leave()
    # Even now it is the first answer, not a new game.
    assert_replayed(first, api.send(signed))
    assert player.balance() == 1000


def test_the_other_form_and_another_formatting_are_the_same_object(api):
    fields = {"username": fresh_name(), "id": fresh_id(), "timestamp": time.time()}
    first = api.send(api.sign("/register", fields, "v1"))
    assert first.data["created"]
    reordered = dict(reversed(fields.items()))
    assert_replayed(first, api.send(api.sign("/register", reordered, "v2")))
    assert_replayed(first, api.send(api.sign("/register", reordered, "both")))


@pytest.mark.parametrize("other", ["/start/game", "/leave", "/daily", "/write/res", "/throw", "/throw/void"])
def test_on_another_path_nothing_is_run(api, other):
    player = Player(api)
    fields = {"username": player.name, "id": player.id, "bet": 50, "game_id": "x", "result": 3, "attempt": "x",
              "reason": "none", "timestamp": time.time()}
    assert api.send(api.sign("/register", fields)).data["created"] is False
    assert_error(api.send(api.sign(other, fields)), 409, "conflict")
    assert player.balance() == 1000 and player.profile()["game_id"] is None
    # The conflict itself leaves the first use as it was.
    assert api.send(api.sign("/register", fields)).is_replay


def refusals(api):
    player, other, game_id, _ = pair(api)
    broke = Player(api)
    assert broke.start(1000).data["balance"] == 0
    broke.leave()
    now = time.time()
    return {
        "402": ("/start/game", {"username": Player(api).name, "bet": 1001}, "insufficient_funds"),
        "403": ("/write/res", {"username": Player(api).name, "game_id": game_id, "result": 1}, "not_your_game"),
        "404": ("/leave", {"username": fresh_name()}, "player_not_found"),
        "409": ("/start/game", {"username": player.name, "bet": 50}, "already_in_game"),
    }, now, other


@pytest.mark.parametrize("status", ["402", "403", "404", "409"])
def test_a_refusal_by_the_rules_is_repeated_too(api, status):
    cases, now, _ = refusals(api)
    path, fields, code = cases[status]
    signed = api.sign(path, fields | {"timestamp": now})
    first = assert_error(api.send(signed), int(status), code)
    assert_replayed(first, api.send(signed))


def test_a_refusal_stands_also_where_it_would_pass_now(api):
    name, telegram_id = fresh_name(), fresh_id()
    signed = api.sign("/start/game", {"username": name, "bet": 50, "timestamp": time.time()})
    first = assert_error(api.send(signed), 404, "player_not_found")
    player = Player(api, name, telegram_id)
    assert_replayed(first, api.send(signed))
    assert player.balance() == 1000


def test_wrong_fields_leave_no_record(api):
    player = Player(api)
    fields = {"username": player.name, "bet": "fifty", "timestamp": time.time()}
    for _ in range(2):
        answer = assert_error(api.send(api.sign("/start/game", fields)), 422, "invalid_request")
        assert not answer.is_replay
    # So the object is still good for another path.
    assert api.send(api.sign("/leave", fields)).data["left"] is False


@pytest.mark.parametrize("path", ["/profile", "/game", "/events"])
def test_reading_calls_always_answer_fresh(api, path):
    player = Player(api)
    game_id = player.start(fresh_bet()).data["game_id"]
    signed = api.sign(path, {"username": player.name, "game_id": game_id, "consumer": fresh_name(),
                             "timestamp": time.time()})
    first = api.send(signed)
    player.leave()
    again = api.send(signed)
    assert (first.status, again.status) == (200, 200) and not again.is_replay
    if path != "/events":
        assert first.body != again.body


def test_a_reading_call_does_not_spend_the_object(api):
    player = Player(api)
    fields = {"username": player.name, "timestamp": time.time()}
    assert api.send(api.sign("/profile", fields)).status == 200
    assert api.send(api.sign("/daily", fields)).data["granted"] == 100
    assert api.send(api.sign("/profile", fields)).status == 200


def test_replays_cost_no_limit(start_program):
    api = Api(start_program(LUDICE_USER_LIMIT="1/hour", LUDICE_IP_LIMIT="3/hour"))
    stranger = {"X_Forwarded_For": "198.51.100.7"}
    name, telegram_id = fresh_name(), fresh_id()
    signed = api.sign("/register", {"username": name, "id": telegram_id, "timestamp": time.time()})
    first = api.send(signed, **stranger)
    assert first.status == 200
    for _ in range(5):
        assert_replayed(first, api.send(signed, **stranger))
    # Two of three are left for this address.
    for _ in range(2):
        assert api.call("/profile", headers={"X-Forwarded-For": "198.51.100.7"}, username=name).status == 200
    assert_error(api.call("/profile", headers={"X-Forwarded-For": "198.51.100.7"}, username=name), 429,
                 "rate_limited")


def test_in_parallel_there_is_one_effect_and_one_answer(api):
    player = Player(api)
    signed = api.sign("/start/game", {"username": player.name, "bet": 120, "timestamp": time.time()})
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: api.send(signed), range(64)))
    assert {(a.status, a.body) for a in answers} == {(200, answers[0].body)}
    assert sum(not a.is_replay for a in answers) == 1
    assert player.balance() == 880


def test_the_record_survives_a_kill(start_program):
    program = start_program()
    api = Api(program)
    player = Player(api)
    good = api.sign("/start/game", {"username": player.name, "bet": 120, "timestamp": time.time()})
    bad = api.sign("/start/game", {"username": fresh_name(), "bet": 120, "timestamp": time.time()})
    named = api.sign("/daily", {"username": player.name, "request_id": fresh_name(), "timestamp": time.time()})
    first = [api.send(signed) for signed in (good, bad, named)]
    assert [a.status for a in first] == [200, 404, 200]
    program.kill()
    api = Api(program.start())
    for before, signed in zip(first, (good, bad, named)):
        assert_replayed(before, api.send(signed))
    assert_error(api.send(api.sign("/leave", json.loads(good[1]))), 409, "conflict")


def test_a_request_id_names_a_request_under_new_timestamps(api):
    player = Player(api)
    request_id = fresh_name()
    first = player.call("/daily", request_id=request_id)
    assert first.data["granted"] == 100
    for offset in (-200, 0.5, 100):
        again = player.call("/daily", request_id=request_id, timestamp=time.time() + offset)
        assert_replayed(first, again)


def test_a_request_id_with_other_fields_is_a_conflict(api):
    player = Player(api)
    request_id = fresh_name()
    assert player.start(50, request_id=request_id).data["balance"] == 950
    assert_error(player.start(51, request_id=request_id), 409, "conflict")
    assert_error(player.start(50, request_id=request_id, more=1), 409, "conflict")
    assert_error(player.leave(request_id=request_id), 409, "conflict")
    assert player.profile()["in_game"] == 50


def test_a_request_id_holds_for_refusals(api):
    name, request_id = fresh_name(), fresh_name()
    first = assert_error(api.call("/daily", username=name, request_id=request_id), 404, "player_not_found")
    Player(api, name)
    assert_replayed(first, api.call("/daily", username=name, request_id=request_id))


def test_a_request_id_with_wrong_fields_is_not_spent(api):
    player = Player(api)
    request_id = fresh_name()
    assert_error(player.start("x", request_id=request_id), 422, "invalid_request")
    assert player.start(50, request_id=request_id).data["balance"] == 950


@pytest.mark.parametrize("request_id", ["", "x" * 65, 7, True, [], {}])
def test_a_request_id_has_1_to_64_characters(api, request_id):
    answer = assert_error(Player(api).call("/daily", request_id=request_id), 422, "invalid_request")
    assert "request_id" in answer.details


def test_a_request_id_of_64_characters_of_any_kind_is_good(api):
    assert Player(api).call("/daily", request_id=("\U0001f3b2" + fresh_name()).ljust(64, "é")).status == 200


def test_texts_may_have_what_no_database_keeps(api):
    first, second = Player(api), Player(api)
    request_id = f"\x00{fresh_name()}\x00"
    assert first.call("/daily", request_id=request_id).status == 200
    assert first.call("/daily", request_id=request_id, timestamp=time.time() - 1).is_replay
    assert_error(first.start(50, join="\x00nobody's"), 409, "conflict")
    game_id = first.start(50).data["game_id"]
    assert second.start(50).data["game_id"] == game_id
    attempt = first.call("/throw", game_id=game_id).data["attempt"]
    answer = first.call("/throw/void", game_id=game_id, attempt=attempt, reason="\x00 lost")
    assert answer.status == 200, answer


def test_a_request_id_in_parallel_under_different_timestamps_has_one_effect(api):
    player = Player(api)
    request_id = fresh_name()
    now = time.time()

    def start(number):
        return player.start(100, request_id=request_id, timestamp=now + number / 100)

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(start, range(48)))
    assert {a.body for a in answers} == {answers[0].body} and answers[0].status == 200
    assert player.balance() == 900


def test_an_object_repeated_at_its_last_moment_is_stale_or_the_first_answer(api):
    player = Player(api)
    fields = {"username": player.name, "bet": 70, "timestamp": time.time() - 299.4}
    signed = api.sign("/start/game", fields)
    first = api.send(signed)
    assert first.data["balance"] == 930

    def stale():
        again = api.send(signed)
        if again.status == 401:
            return again
        assert_replayed(first, again)
        return None

    assert_error(wait_until(stale, "the timestamp to be stale", 5), 401, "stale_timestamp")
    assert player.balance() == 930
