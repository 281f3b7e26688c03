"""Staked games through the API: opening, joining, leaving, throws announced and not, ties, rake, and each refusal."""
import time

import pytest

from client import Api, assert_error
from people import Player, fresh_bet, fresh_name, pair


def proof(chat=None, message=5):
    return {"chat_id": chat or -abs(hash(fresh_name())) % 2**40, "message_id": message, "date": int(time.time()),
            "emoji": "🎲"}


def test_the_first_waits_and_the_second_joins(api):
    bet = fresh_bet()
    first, second = Player(api), Player(api)
    before = time.time()
    waiting = first.start(bet).data
    assert before + 118 <= waiting.pop("deadline") <= time.time() + 122
    game_id = waiting["game_id"]
    assert isinstance(game_id, str) and 1 <= len(game_id) <= 64
    assert waiting == {"game_id": game_id, "game": "dice", "asset": "points", "bet": bet, "pot": 2 * bet, "rake": 0,
                       "win": 2 * bet, "state": "waiting", "round": 1, "throws_left": 1, "your_throws": [[]],
                       "opponent_throws": [[]], "opponent": None, "payout": 0, "balance": 1000 - bet}
    joined = second.start(bet).data
    assert joined["game_id"] == game_id and joined["state"] == "active" and joined["opponent"] == first.name
    assert before + 58 <= joined["deadline"] <= time.time() + 62
    seen = first.game(game_id)
    assert seen["opponent"] == second.name and seen["state"] == "active" and seen["balance"] == 1000 - bet


def test_the_higher_throw_wins_the_pot(api):
    first, second, game_id, bet = pair(api)
    thrown = first.result(game_id, 2).data
    assert thrown["state"] == "active" and thrown["your_throws"] == [[2]] and thrown["throws_left"] == 0
    end = second.result(game_id, 5).data
    assert (end["state"], end["payout"], end["balance"]) == ("won", 2 * bet, 1000 + bet)
    assert end["your_throws"] == [[5]] and end["opponent_throws"] == [[2]] and end["deadline"] is None
    other = first.game(game_id)
    assert (other["state"], other["payout"], other["balance"]) == ("lost", 0, 1000 - bet)


def test_the_opponent_s_throw_shows_once_one_s_own_is_made(api):
    first, second, game_id, _ = pair(api)
    first.result(game_id, 6)
    assert second.game(game_id)["opponent_throws"] == [[]]
    end = second.result(game_id, 1).data
    assert end["opponent_throws"] == [[6]]


def test_a_tie_plays_another_round(api):
    first, second, game_id, bet = pair(api)
    first.result(game_id, 4)
    tied = second.result(game_id, 4).data
    assert (tied["state"], tied["round"], tied["throws_left"]) == ("active", 2, 1)
    assert tied["your_throws"] == [[4], []] and tied["opponent_throws"] == [[4], []]
    first.result(game_id, 3, round=2, throw=1)
    end = second.result(game_id, 1, round=2).data
    assert (end["state"], end["your_throws"], end["opponent_throws"]) == ("lost", [[4], [1]], [[4], [3]])
    assert first.balance() == 1000 + bet


@pytest.mark.parametrize("bps, rake", [(0, 0), (500, 5), (333, 3), (10_000, 100)])
def test_the_rake_is_rounded_down_and_shown_before(start_program, bps, rake):
    api = Api(start_program(LUDICE_RAKE_BPS=bps))
    first, second, game_id, bet = pair(api, 50)
    seen = first.game(game_id)
    assert (seen["pot"], seen["rake"], seen["win"]) == (100, rake, 100 - rake)
    first.result(game_id, 6)
    second.result(game_id, 5)
    assert first.game(game_id)["payout"] == 100 - rake
    assert first.balance() == 1000 - bet + 100 - rake and second.balance() == 1000 - bet


def test_only_games_of_the_same_bet_are_joined(api):
    first, second = Player(api), Player(api)
    first.start(101)
    assert second.start(102).data["state"] == "waiting"
    first.leave()
    second.leave()


def test_the_oldest_waiting_game_is_joined(api):
    bet = fresh_bet()
    oldest, younger, last = Player(api), Player(api), Player(api)
    game_id = oldest.start(bet).data["game_id"]
    # The younger one joins at once, so a third waits and a fourth meets him.
    assert younger.start(bet).data["game_id"] == game_id
    waiting = last.start(bet).data
    assert waiting["state"] == "waiting" and waiting["game_id"] != game_id
    last.leave()


def test_leaving_returns_the_stake(api):
    player = Player(api)
    game_id = player.start(50).data["game_id"]
    assert player.leave().data == {"left": True, "refunded": 50, "balance": 1000}
    assert player.leave().data == {"left": False, "refunded": 0, "balance": 1000}
    seen = player.game(game_id)
    assert (seen["state"], seen["payout"], seen["deadline"]) == ("cancelled", 50, None)


def test_leaving_the_game_named(api):
    player = Player(api)
    game_id = player.start(fresh_bet()).data["game_id"]
    assert_error(player.leave(game_id="NONE"), 404, "game_not_found")
    assert player.leave(game_id=game_id).data["left"]


def test_a_game_that_has_begun_cannot_be_left(api):
    first, second, game_id, _ = pair(api)
    for player in (first, second):
        assert_error(player.leave(), 409, "game_in_progress")
        assert_error(player.leave(game_id=game_id), 409, "game_in_progress")


def test_one_staked_game_at_a_time(api):
    first, second, game_id, _ = pair(api)
    assert_error(first.start(20), 409, "already_in_game")
    first.result(game_id, 1)
    assert_error(first.start(20), 409, "already_in_game")
    second.result(game_id, 2)
    assert first.start(fresh_bet()).data["state"] == "waiting"


def test_insufficient_funds_say_what_is_missing(api):
    player = Player(api)
    answer = assert_error(player.start(1001), 402, "insufficient_funds")
    assert answer.details == {"balance": 1000, "required": 1001}
    assert player.balance() == 1000


@pytest.mark.parametrize("path, fields", [("/start/game", {"bet": 50}), ("/write/res", {"game_id": "x", "result": 1}),
                                          ("/throw", {"game_id": "x"}), ("/leave", {}), ("/game", {"game_id": "x"}),
                                          ("/profile", {}), ("/daily", {})])
def test_every_call_knows_who_is_not_there(api, path, fields):
    assert_error(api.call(path, username=fresh_name(), **fields), 404, "player_not_found")


@pytest.mark.parametrize("path, fields", [("/write/res", {"result": 1}), ("/throw", {}), ("/game", {}), ("/leave", {})])
@pytest.mark.parametrize("game_id", ["x", "0", "0" * 13, "Z" * 13, "Z" * 64, "🎲", "-1", "'"])
def test_a_game_id_that_is_none_is_not_found(api, path, fields, game_id):
    assert_error(Player(api).call(path, game_id=game_id, **fields), 404, "game_not_found")


@pytest.mark.parametrize("path, fields", [("/write/res", {"result": 1}), ("/throw", {}), ("/game", {})])
def test_another_s_game_is_not_yours(api, path, fields):
    _, _, game_id, _ = pair(api)
    assert_error(Player(api).call(path, game_id=game_id, **fields), 403, "not_your_game")


@pytest.mark.parametrize("path, fields", [("/write/res", {"result": 1}), ("/throw", {})])
def test_nothing_is_thrown_in_the_lobby_and_after_the_end(api, path, fields):
    player = Player(api)
    game_id = player.start(fresh_bet()).data["game_id"]
    assert_error(player.call(path, game_id=game_id, **fields), 409, "not_your_turn")
    player.leave()
    assert_error(player.call(path, game_id=game_id, **fields), 409, "game_over")


@pytest.mark.parametrize("path, fields", [("/write/res", {"result": 1}), ("/throw", {})])
def test_a_throw_named_wrongly(api, path, fields):
    first, second, game_id, _ = pair(api)
    for named in ({"round": 2}, {"throw": 2}, {"round": 1, "throw": 2}, {"round": 6}):
        assert_error(first.call(path, game_id=game_id, **fields, **named), 409, "not_your_turn")
    first.result(game_id, 3)
    for named in ({}, {"round": 1}, {"throw": 1}, {"round": 1, "throw": 1}):
        assert_error(first.call(path, game_id=game_id, **fields, **named), 409, "already_thrown")
    second.result(game_id, 3)
    assert_error(first.call(path, game_id=game_id, **fields, round=1), 409, "already_thrown")
    assert first.call(path, game_id=game_id, **fields, round=2, throw=1).status == 200


def test_an_announced_throw_takes_only_its_own_result(api):
    first, second, game_id, _ = pair(api)
    announced = first.announce(game_id).data
    assert set(announced) == {"attempt", "round", "throw"} and (announced["round"], announced["throw"]) == (1, 1)
    assert_error(first.announce(game_id), 409, "throw_in_progress")
    assert_error(first.result(game_id, 3), 409, "throw_in_progress")
    assert_error(first.result(game_id, 3, attempt="none"), 409, "conflict")
    # The other player's throw is his own.
    other = second.announce(game_id).data["attempt"]
    assert other != announced["attempt"]
    assert_error(first.result(game_id, 3, attempt=other), 409, "conflict")
    assert first.result(game_id, 3, attempt=announced["attempt"], proof=proof()).data["your_throws"] == [[3]]
    assert_error(first.result(game_id, 4, attempt=announced["attempt"]), 409, "already_thrown")
    assert second.result(game_id, 2, attempt=other).data["state"] == "lost"


def test_an_attempt_that_was_never_announced_is_a_conflict(api):
    first, _, game_id, _ = pair(api)
    assert_error(first.result(game_id, 3, attempt="A" * 13), 409, "conflict")
    assert first.result(game_id, 3).status == 200


def test_a_throw_given_up_can_be_announced_again_once(api):
    first, _, game_id, bet = pair(api)
    attempt = first.announce(game_id).data["attempt"]
    given_up = api.call("/throw/void", attempt=attempt, reason="no answer").data
    assert given_up == {"attempt": attempt, "state": "active"}
    assert_error(first.result(game_id, 6, attempt=attempt), 409, "conflict")
    again = first.announce(game_id).data["attempt"]
    assert again != attempt
    end = api.call("/throw/void", attempt=again, reason="no answer").data
    assert end == {"attempt": again, "state": "void"}
    seen = first.game(game_id)
    assert (seen["state"], seen["payout"], seen["balance"]) == ("void", bet, 1000)


def test_giving_up_a_closed_attempt_changes_nothing(api):
    first, second, game_id, _ = pair(api)
    attempt = first.announce(game_id).data["attempt"]
    for _ in range(3):
        assert api.call("/throw/void", attempt=attempt, reason="no answer").data["state"] == "active"
    second_attempt = first.announce(game_id).data["attempt"]
    assert first.result(game_id, 6, attempt=second_attempt).status == 200
    assert api.call("/throw/void", attempt=second_attempt, reason="late").data["state"] == "active"
    second.result(game_id, 1)
    assert api.call("/throw/void", attempt=second_attempt, reason="later").data["state"] == "won"


def test_a_refused_attempt_does_not_count(api):
    first, second, game_id, _ = pair(api)
    for _ in range(4):
        attempt = first.announce(game_id).data["attempt"]
        assert api.call("/throw/void", attempt=attempt, reason="refused").data["state"] == "active"
    assert first.result(game_id, 2).status == 200
    assert second.result(game_id, 1).data["state"] == "lost"


@pytest.mark.parametrize("attempt", ["x", "0" * 13, "Z" * 64, "🎲"])
def test_giving_up_an_attempt_that_is_none(api, attempt):
    assert_error(api.call("/throw/void", attempt=attempt, reason="x"), 404, "not_found")


def test_the_same_proof_counts_once_ever(api):
    first, second, game_id, _ = pair(api)
    message = proof()
    attempt = first.announce(game_id).data["attempt"]
    assert first.result(game_id, 3, attempt=attempt, proof=message).status == 200
    attempt = second.announce(game_id).data["attempt"]
    assert_error(second.result(game_id, 4, attempt=attempt, proof=message | {"date": 1}), 409, "conflict")
    # The attempt stays open, and another message of that chat is another dice.
    assert_error(second.announce(game_id), 409, "throw_in_progress")
    assert second.result(game_id, 4, attempt=attempt, proof=message | {"message_id": 6}).data["state"] == "won"
    third, _, other_id, _ = pair(api)
    assert_error(third.result(other_id, 4, proof=message), 409, "conflict")


def test_health_and_metrics_tell_of_the_games(api, program):
    pair(api)
    assert program.operations("/health/live")[0] == 200
    assert program.operations("/health/ready")[0] == 200
    status, text = program.operations("/metrics")
    assert status == 200 and 'path="/start/game"' in text
