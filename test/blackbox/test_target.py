"""Target through the API: three darts a round, each announced, thrown and awaited by itself."""
import time

import pytest

from client import Api, assert_error
from consumer import Consumer
from people import Player, fresh_bet
from waiting import wait_until


def target_pair(api):
    """Two players in one begun game of Target: (first, second, game_id, bet)."""
    first, second, bet = Player(api), Player(api), fresh_bet()
    first.start(bet, game="target")
    begun = second.start(bet, game="target").data
    assert (begun["game"], begun["state"], begun["throws_left"]) == ("target", "active", 3)
    return first, second, begun["game_id"], bet


def throw_all(player, game_id, *faces):
    for face in faces:
        seen = player.result(game_id, face).data
    return seen


def test_the_higher_sum_of_three_darts_wins(api):
    first, second, game_id, bet = target_pair(api)
    thrown = throw_all(first, game_id, 6, 1, 1)
    assert (thrown["throws_left"], thrown["your_throws"], thrown["opponent_throws"]) == (0, [[6, 1, 1]], [[]])
    end = throw_all(second, game_id, 5, 4, 1)  # 7 + 4 + 0 against 10 + 0 + 0
    assert (end["state"], end["payout"], end["opponent_throws"]) == ("won", 2 * bet, [[6, 1, 1]])


def test_dice_and_target_do_not_meet(api):
    bet, first, second = fresh_bet(), Player(api), Player(api)
    first.start(bet)
    assert second.start(bet, game="target").data["state"] == "waiting"
    for player in (first, second):
        player.leave()


def test_the_opponent_s_darts_show_once_all_of_one_s_own_are_thrown(api):
    first, second, game_id, _ = target_pair(api)
    throw_all(first, game_id, 6, 5, 4)
    for face in (1, 2):
        assert second.result(game_id, face).data["opponent_throws"] == [[]]
    assert second.game(game_id)["opponent_throws"] == [[]]
    assert first.game(game_id)["opponent_throws"] == [[1, 2]]
    assert second.result(game_id, 3).data["opponent_throws"] == [[6, 5, 4]]


@pytest.mark.parametrize("first_darts, second_darts, state", [
    ((5, 5, 1), (6, 1, 4), "won"),  # 14 each, one bullseye
    ((6, 1, 4), (4, 6, 1), "active"),  # all equal
    ((6, 1, 1), (4, 4, 3), "active"),  # 10 each, and then: a bullseye against none
])
def test_a_tie_is_by_sum_and_then_by_bullseyes(api, first_darts, second_darts, state):
    first, second, game_id, _ = target_pair(api)
    throw_all(first, game_id, *first_darts)
    end = throw_all(second, game_id, *second_darts)
    expected = "lost" if first_darts.count(6) > second_darts.count(6) else state
    assert end["state"] == expected
    if expected == "active":
        assert (end["round"], end["throws_left"], end["your_throws"][1]) == (2, 3, [])


def test_scene_30_five_tied_rounds_are_void(api):
    first, second, game_id, bet = target_pair(api)
    for number in range(1, 6):
        throw_all(first, game_id, number, 1, 1)
        end = throw_all(second, game_id, 1, 1, number)
    assert (end["state"], end["payout"], end["balance"], len(end["your_throws"])) == ("void", bet, 1000, 5)


def test_each_dart_is_announced_by_itself(api):
    first, _, game_id, _ = target_pair(api)
    for number in (1, 2, 3):
        announced = first.announce(game_id).data
        assert (announced["round"], announced["throw"]) == (1, number)
        assert_error(first.result(game_id, 6), 409, "throw_in_progress")
        assert_error(first.announce(game_id, round=1, throw=number), 409, "throw_in_progress")
        assert first.result(game_id, 2, throw=number, attempt=announced["attempt"]).status == 200
    assert_error(first.announce(game_id), 409, "already_thrown")


def test_an_attempt_for_one_dart_gives_no_other(api):
    first, _, game_id, _ = target_pair(api)
    attempt = first.announce(game_id).data["attempt"]
    first.result(game_id, 2, attempt=attempt)
    assert_error(first.result(game_id, 6, attempt=attempt), 409, "conflict")
    assert first.game(game_id)["your_throws"] == [[2]]


def test_scene_36_the_same_dart_twice_is_the_dart_it_names(api):
    first, second, game_id, _ = target_pair(api)
    first.result(game_id, 4, round=1, throw=1)
    assert_error(first.result(game_id, 6, round=1, throw=1), 409, "already_thrown")
    assert_error(first.result(game_id, 6, round=1, throw=3), 409, "not_your_turn")
    assert_error(first.result(game_id, 6, round=1, throw=4), 409, "not_your_turn")
    now = int(time.time())
    fields = {"username": first.name, "game_id": game_id, "result": 3, "timestamp": now}
    one, two = (api.send(api.sign("/write/res", fields)) for _ in range(2))
    assert (one.status, two.body, two.is_replay) == (200, one.body, True)
    assert first.game(game_id)["your_throws"] == [[4, 3]]
    first.result(game_id, 1)
    throw_all(second, game_id, 1, 3, 4)
    assert_error(first.result(game_id, 6, round=1, throw=3), 409, "already_thrown")
    assert first.game(game_id)["your_throws"] == [[4, 3, 1], []]


def test_a_late_dart_is_asked_for_by_its_number(start_program):
    api = Api(start_program(LUDICE_TURN_TTL="1s"))
    consumer = Consumer(api)
    first, second, game_id, _ = target_pair(api)
    first.result(game_id, 3)
    throw_all(second, game_id, 3, 3, 3)
    late = wait_until(lambda: [e for e in consumer.next() if e["type"] == "throw_overdue" and e["game_id"] == game_id
                               and e["data"]["throw"] == 2], "the late dart")
    assert late[0]["data"]["player"]["id"] == first.id and late[0]["data"]["round"] == 1


def test_a_proof_is_that_of_the_game(api):
    first, second, game_id, _ = target_pair(api)
    proof = {"chat_id": -first.id, "message_id": 5, "date": int(time.time())}
    assert_error(first.result(game_id, 6, proof=proof | {"emoji": "🎲"}), 409, "conflict")
    answer = assert_error(first.result(game_id, 6, proof=proof | {"emoji": "🎰"}), 422, "invalid_request")
    assert "proof.emoji" in answer.details
    assert first.result(game_id, 6, proof=proof | {"emoji": "🎯"}).status == 200
    assert_error(second.result(game_id, 6, proof=proof | {"emoji": "🎯"}), 409, "conflict")
    assert second.game(game_id)["throws_left"] == 3
