"""Deadlines: the lobby expires, a late throw is called overdue, a silent game is void; each within a second of its
time, and also where the program was away when the time came."""
import time

import pytest

from client import Api, assert_error
from consumer import Consumer
from people import Player, pair
from waiting import timed, wait_on_time, wait_until

GRACE_S = 1.0
# What a busy machine may add.
SLACK_S = 0.7


def in_state(player, game_id, state):
    seen = player.game(game_id)
    return seen if seen["state"] == state else None


def until_state(player, game_id, state):
    return wait_until(lambda: in_state(player, game_id, state), f"the state {state}")


def on_time(player, game_id, state, begun, after_s):
    return wait_on_time(lambda: in_state(player, game_id, state), f"the state {state}", begun, after_s, GRACE_S + SLACK_S)


def test_a_waiting_game_expires_and_the_stake_returns(start_program):
    api = Api(start_program(LUDICE_LOBBY_TTL="1s"))
    player = Player(api)
    started, begun = timed(lambda: player.start(70))
    game_id = started.data["game_id"]
    end = on_time(player, game_id, "cancelled", begun, 1)
    assert (end["payout"], end["balance"], end["deadline"]) == (70, 1000, None)
    assert player.leave().data["left"] is False
    assert player.profile()["game_id"] is None


def test_an_expired_game_is_not_joined(start_program):
    api = Api(start_program(LUDICE_LOBBY_TTL="1s"))
    first, second = Player(api), Player(api)
    game_id = first.start(70).data["game_id"]
    until_state(first, game_id, "cancelled")
    assert second.start(70).data["state"] == "waiting"


def test_a_silent_game_is_void_and_both_stakes_return(start_program):
    api = Api(start_program(LUDICE_VOID_TTL="2s", LUDICE_TURN_TTL="1s", LUDICE_RAKE_BPS="500"))
    (first, second, game_id, bet), begun = timed(lambda: pair(api))
    end = on_time(first, game_id, "void", begun, 2)
    assert (end["payout"], end["balance"]) == (bet, 1000)
    assert second.balance() == 1000 and second.profile()["void"] == 1
    assert_error(first.result(game_id, 6), 409, "game_over")


def test_a_new_throw_moves_the_end_of_a_silent_game(start_program):
    api = Api(start_program(LUDICE_VOID_TTL="6s", LUDICE_TURN_TTL="1s"))
    first, second, game_id, _ = pair(api)
    wait_until(lambda: first.game(game_id)["deadline"] <= time.time(), "the turn to pass")
    thrown_at = time.monotonic()
    assert first.result(game_id, 5).status == 200
    until_state(second, game_id, "void")
    assert time.monotonic() - thrown_at >= 5.9


def test_a_late_throw_is_called_overdue_and_can_still_be_made(start_program):
    api = Api(start_program(LUDICE_TURN_TTL="1s"))
    consumer = Consumer(api)
    (first, second, game_id, _), begun = timed(lambda: pair(api))
    first.result(game_id, 6)
    events = wait_on_time(lambda: [event for event in consumer.next(wait=0) if event["type"] == "throw_overdue"], "throw_overdue",
                          begun, 1, GRACE_S + SLACK_S)
    assert all(event["game_id"] == game_id for event in events)
    assert second.game(game_id)["state"] == "active"
    assert second.result(game_id, 2).data["state"] == "lost"
    assert first.game(game_id)["state"] == "won"


@pytest.mark.parametrize("setting, state", [("LUDICE_LOBBY_TTL", "cancelled"), ("LUDICE_VOID_TTL", "void")])
def test_a_deadline_that_passed_while_the_program_was_away(start_program, setting, state):
    program = start_program(**{setting: "2s", "LUDICE_TURN_TTL": "1s"})
    api = Api(program)
    player = Player(api)
    game_id = player.start(90).data["game_id"]
    if state == "void":
        assert Player(api).start(90).data["state"] == "active"
    began = time.monotonic()
    program.kill()
    wait_until(lambda: time.monotonic() - began > 2.1, "the deadline to pass")
    player.api = Api(program.start())
    started = time.monotonic()
    end = on_time(player, game_id, state, (started, started), 0)
    assert end["balance"] == 1000


def test_an_attempt_left_open_is_given_up_by_itself_after_30_seconds(start_program):
    api = Api(start_program())
    first, second, game_id, _ = pair(api)
    announced, begun = timed(lambda: first.announce(game_id))
    attempt = announced.data["attempt"]

    def announced_again():
        answer = first.announce(game_id)
        if answer.status == 200:
            return answer.data["attempt"]
        assert_error(answer, 409, "throw_in_progress")
        return None

    again = wait_on_time(announced_again, "the attempt to be given up", begun, 30, GRACE_S + SLACK_S, early_s=0.5)
    assert again != attempt
    assert_error(first.result(game_id, 6, attempt=attempt), 409, "conflict")
    assert first.result(game_id, 5, attempt=again).status == 200
    assert second.result(game_id, 1).data["state"] == "lost"
