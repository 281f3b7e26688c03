"""The scenes it must survive, as far as the API alone plays them, each named after its number. In each the parallel
ones really are parallel, and the ledger is proven when the test ends."""
import json
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from client import Api, Balance, assert_error, signature_headers
from people import Player, fresh_bet, fresh_id, fresh_name, pair

TOP = 2**53 - 1


def at_once(*calls):
    """Runs all calls in the same instant, as well as threads can; their results in order."""
    barrier = Barrier(len(calls))

    def run(call):
        barrier.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result() for future in [pool.submit(run, call) for call in calls]]


def statuses(answers):
    return sorted(answer.status for answer in answers)


def test_scene_1_a_double_tap_on_a_bet_has_one_effect(api):
    player, bet = Player(api), fresh_bet()
    answers = at_once(*[lambda: player.start(bet)] * 4)
    assert statuses(answers) == [200, 409, 409, 409]
    assert all(a.code == "already_in_game" for a in answers if a.status == 409)
    assert player.balance() == 1000 - bet


def test_scene_1_a_double_tap_on_a_throw_has_one_effect(api):
    first, second, game_id, _ = pair(api)
    announced = at_once(*[lambda: first.announce(game_id)] * 4)
    assert statuses(announced) == [200, 409, 409, 409]
    attempt = next(a.data["attempt"] for a in announced if a.status == 200)
    results = at_once(*[lambda: first.result(game_id, 4, attempt=attempt)] * 4)
    assert statuses(results) == [200, 409, 409, 409]
    assert all(a.code == "already_thrown" for a in results if a.status == 409)
    assert second.result(game_id, 5).data["state"] == "won"


def test_scene_1_phone_and_desktop_throw_at_once(api):
    first, second, game_id, _ = pair(api)
    answers = at_once(*[lambda face=face: first.result(game_id, face) for face in (1, 2, 3, 4)])
    assert statuses(answers) == [200, 409, 409, 409]
    won = next(a for a in answers if a.status == 200)
    assert first.game(game_id)["your_throws"] == won.data["your_throws"]
    second.result(game_id, 5)


# On PostgreSQL two may miss each other and are paired a moment later: test_replicas.py.
@pytest.mark.one_writer
@pytest.mark.parametrize("_", range(5))
def test_scene_2_two_join_the_same_waiting_game_in_the_same_instant(api, _):
    bet = fresh_bet()
    opener, players = Player(api), [Player(api) for _ in range(4)]
    game_id = opener.start(bet).data["game_id"]
    answers = at_once(*[lambda p=player: p.start(bet) for player in players])
    assert statuses(answers) == [200] * 4
    joined = [a.data for a in answers if a.data["game_id"] == game_id]
    assert len(joined) == 1 and joined[0]["state"] == "active"
    # Five in all: two games begun, one waiting, whatever the order.
    last = [player.game(a.data["game_id"])["state"] for player, a in zip(players, answers)]
    assert sorted(last) == ["active", "active", "active", "waiting"]
    assert [player.balance() for player in players] == [1000 - bet] * 4
    for player in players:
        player.leave()


@pytest.mark.one_writer
def test_scene_2_many_pair_up_without_a_rest(api):
    bet = fresh_bet()
    players = [Player(api) for _ in range(20)]
    answers = at_once(*[lambda p=player: p.start(bet) for player in players])
    games = [a.data["game_id"] for a in answers]
    assert len(set(games)) == 10 and all(games.count(game) == 2 for game in games)
    for player, answer in zip(players, answers):
        seen = player.game(answer.data["game_id"])
        assert seen["state"] == "active" and seen["opponent"] != player.name


@pytest.mark.parametrize("_", range(10))
def test_scene_3_leaving_races_joining(api, _):
    bet = fresh_bet()
    opener, joiner = Player(api), Player(api)
    game_id = opener.start(bet).data["game_id"]
    left, started = at_once(opener.leave, lambda: joiner.start(bet))
    state = opener.game(game_id)["state"]
    if left.status == 200:
        assert left.data == {"left": True, "refunded": bet, "balance": 1000} and state == "cancelled"
        assert started.data["state"] == "waiting" and started.data["game_id"] != game_id
        joiner.leave()
    else:
        assert_error(left, 409, "game_in_progress")
        assert state == "active" and started.data["game_id"] == game_id
        assert (opener.balance(), joiner.balance()) == (1000 - bet, 1000 - bet)


def test_scene_4_joining_one_s_own_game_is_refused(api):
    player, bet = Player(api), fresh_bet()
    game_id = player.start(bet).data["game_id"]
    assert_error(player.start(bet), 409, "already_in_game")
    renamed = fresh_name()
    api.call("/register", username=renamed, id=player.id)
    assert_error(api.call("/start/game", username=renamed, bet=bet), 409, "already_in_game")
    assert_error(api.call("/start/game", id=player.id, bet=bet), 409, "already_in_game")
    seen = api.call("/game", id=player.id, game_id=game_id).data
    assert (seen["state"], seen["balance"]) == ("waiting", 1000 - bet)


def test_scene_6_the_whole_balance_as_a_stake(api, balance):
    players = [Player(api), Player(api)]
    for player in players:
        balance.modify(username=player.name, amount=-Player(api).balance() + 777)
        game = player.start(777).data
        assert game["balance"] == 0
    assert players[0].result(game["game_id"], 1).status == 200
    assert players[1].result(game["game_id"], 6).data["balance"] == 1554


@pytest.mark.parametrize("bet", [-5, 0, 10.5, 1e9, 10**9, 2**63, 1_000_001, "10", "٣٤", " 10 ", "+10"])
def test_scene_6_a_wrong_bet_is_refused_with_what_would_be_right(api, bet):
    player = Player(api)
    answer = assert_error(player.start(bet), 422, "invalid_request")
    assert "10" in answer.details["bet"] and "1000000" in answer.details["bet"]
    assert player.balance() == 1000


def test_scene_7_only_the_first_result_of_a_throw_stands(api):
    first, second, game_id, _ = pair(api)
    assert first.result(game_id, 2).status == 200
    assert_error(first.result(game_id, 6), 409, "already_thrown")
    assert_error(first.result(game_id, 6, round=1, throw=1), 409, "already_thrown")
    assert_error(Player(api).result(game_id, 6), 403, "not_your_game")
    for result in (0, 7):
        assert_error(second.result(game_id, result), 422, "invalid_request")
    assert second.result(game_id, 3).data["state"] == "won"
    for player in (first, second):
        assert_error(player.result(game_id, 6), 409, "game_over")
    assert first.game(game_id)["your_throws"] == [[2]]


@pytest.mark.parametrize("path", ["/win", "/credit", "/payout", "/settle", "/finish/game", "/update_balance",
                                  "/modify_balance", "/create_user"])
def test_scene_8_no_call_of_the_game_api_credits_anybody(api, path):
    player = Player(api)
    assert_error(player.call(path, amount=100), 404, "not_found")
    assert player.balance() == 1000


def test_scene_8_amounts_in_other_calls_are_ignored(api):
    first, second, game_id, bet = pair(api)
    first.result(game_id, 6, payout=10**6, win=10**6, amount=10**6, balance=10**6)
    assert second.result(game_id, 1).data["state"] == "lost"
    assert first.balance() == 1000 + bet


def test_scene_12_a_name_that_is_taken_over_opens_no_account(api):
    first, second, game_id, bet = pair(api)
    name, stranger_id = first.name, fresh_id()
    api.call("/register", username=fresh_name(), id=first.id)
    taken = api.call("/register", username=name, id=stranger_id).data
    assert (taken["id"], taken["created"], taken["balance"]) == (stranger_id, True, 1000)
    # The name is the stranger's now: his own account, and no seat in the old owner's game.
    assert api.call("/profile", username=name).data["id"] == stranger_id
    assert_error(api.call("/write/res", username=name, game_id=game_id, result=6), 403, "not_your_game")
    assert api.call("/write/res", id=first.id, game_id=game_id, result=6).data["state"] == "active"
    second.result(game_id, 1)
    assert api.call("/profile", id=first.id).data["balances"]["points"] == 1000 + bet
    assert api.call("/profile", username=name).data["balances"]["points"] == 1000


def test_scene_12_a_name_that_is_dropped_belongs_to_nobody(api):
    player = Player(api)
    assert api.call("/register", username=f"#{player.id}", id=player.id).data["username"] == f"#{player.id}"
    assert_error(api.call("/profile", username=player.name), 404, "player_not_found")
    assert api.call("/profile", username=f"#{player.id}").data["id"] == player.id


def test_scene_24_the_same_request_at_once_has_one_effect_and_the_same_bytes(api):
    player = Player(api)
    signed = api.sign("/start/game", {"username": player.name, "bet": 123, "timestamp": time.time()})
    answers = at_once(*[lambda: api.send(signed)] * 8)
    assert len({answer.body for answer in answers}) == 1 and statuses(answers) == [200] * 8
    assert player.balance() == 877


def test_scene_24_after_a_crash_too(start_program):
    program = start_program()
    api = Api(program)
    first, _, game_id, _ = pair(api)
    signed = api.sign("/write/res", {"username": first.name, "game_id": game_id, "result": 5, "timestamp": time.time()})
    answer = api.send(signed)
    program.kill()
    api = Api(program.start())
    again = api.send(signed)
    assert (again.status, again.body, again.is_replay) == (200, answer.body, True)


def test_scene_25_wrong_signatures_are_refused_and_nothing_is_done(api):
    player = Player(api)
    now = time.time()
    fields = {"username": player.name, "bet": 50, "timestamp": now}
    right = signature_headers("/start/game", fields, "both")
    body = json.dumps(fields).encode()
    wrong = [
        {"X-Signature-V2": signature_headers("/leave", fields)["X-Signature-V2"]},
        {name: value.upper() for name, value in right.items()},
        {name: value[:-2] for name, value in right.items()},
        {},
    ]
    for headers in wrong:
        assert_error(api.raw("/start/game", body, headers), 401, "bad_signature")
    assert_error(api.raw("/start/game", body.replace(b"50", b"51"), right), 401, "bad_signature")
    old = fields | {"timestamp": now - 301}
    assert_error(api.send(api.sign("/start/game", old)), 401, "stale_timestamp")
    assert player.profile()["game_id"] is None and player.balance() == 1000
    assert api.raw("/start/game", body, right).data["balance"] == 950


NAMES = {
    "64 emoji": "\U0001f3b2" * 64, "markup": "<b>x</b><script>alert(1)</script>", "right to left": "\u202eannà\u200f\u061c",
    "quotes": "'\";--\\", "percent": "%s%n%x", "zero width": "a\u200b\u2060b", "combining": "Z" + "\u0351" * 30,
}


@pytest.mark.parametrize("name", NAMES)
def test_scene_26_a_strange_name_is_stored_whole(api, name):
    telegram_id = fresh_id()
    assert api.call("/register", username=NAMES[name], id=telegram_id).data["username"] == NAMES[name]
    assert api.call("/profile", username=NAMES[name]).data["id"] == telegram_id
    assert api.call("/profile", id=telegram_id).data["username"] == NAMES[name]


@pytest.mark.parametrize("name", ["a\nb", "a\x00b", "\x7f", "\u0085", "\U0001f3b2" * 65])
def test_scene_26_newlines_and_nul_are_refused(api, name):
    assert_error(api.call("/register", username=name, id=fresh_id()), 422, "invalid_request")


def test_scene_30_five_tied_rounds_are_void_without_rake(start_program):
    api = Api(start_program(LUDICE_RAKE_BPS=1000))
    first, second, game_id, bet = pair(api)
    for number in range(1, 6):
        assert first.result(game_id, number, round=number).data["state"] == "active"
        end = second.result(game_id, number, round=number).data
    assert (end["state"], end["payout"], end["balance"]) == ("void", bet, 1000)
    assert first.game(game_id)["payout"] == bet and first.balance() == 1000
    assert end["your_throws"] == [[1], [2], [3], [4], [5]]
    assert first.profile()["void"] == 1


def test_scene_36_a_late_repeat_never_is_the_next_throw(api):
    first, second, game_id, _ = pair(api)
    first.result(game_id, 4, round=1, throw=1)
    second.result(game_id, 4, round=1, throw=1)
    # Round 2 is open now; what names round 1 stays there.
    assert_error(first.result(game_id, 4, round=1, throw=1), 409, "already_thrown")
    assert_error(first.result(game_id, 6, round=1), 409, "already_thrown")
    seen = first.game(game_id)
    assert (seen["round"], seen["your_throws"], seen["throws_left"]) == (2, [[4], []], 1)


def test_scene_36_a_repeat_within_one_second_is_one_throw(api):
    first, second, game_id, _ = pair(api)
    first.result(game_id, 4)
    second.result(game_id, 4)
    now = int(time.time())
    fields = {"username": first.name, "game_id": game_id, "result": 3, "timestamp": now}
    one, two = (api.send(api.sign("/write/res", fields)) for _ in range(2))
    assert (one.status, two.body, two.is_replay) == (200, one.body, True)
    assert first.game(game_id)["your_throws"] == [[4], [3]]


def test_scene_36_an_attempt_belongs_to_its_throw(api):
    first, second, game_id, _ = pair(api)
    attempt = first.announce(game_id).data["attempt"]
    first.result(game_id, 4, attempt=attempt)
    second.result(game_id, 4)
    assert_error(first.result(game_id, 6, attempt=attempt), 409, "conflict")
    assert first.game(game_id)["your_throws"] == [[4], []]


def test_scene_38_a_pot_that_would_pass_2_to_53_is_refused_before_the_stake(start_program):
    program = start_program(LUDICE_MAX_BET=TOP)
    api, balance = Api(program), Balance(program)
    rich, other = fresh_name(), fresh_name()
    for name in (rich, other):
        balance.create(name, initial_balance=TOP)
    answer = api.call("/start/game", username=rich, bet=TOP)
    assert 400 <= answer.status < 500, answer
    assert balance.get(f"username={rich}").json["balance"] == TOP
    assert api.call("/profile", username=rich).data["game_id"] is None


def test_scene_38_the_richest_players_finish_their_game(start_program):
    program = start_program(LUDICE_MAX_BET=TOP)
    api, balance = Api(program), Balance(program)
    bet = TOP // 2
    names = [fresh_name(), fresh_name()]
    for name in names:
        balance.create(name, initial_balance=bet)
        game = api.call("/start/game", username=name, bet=bet).data
    assert game["pot"] == 2 * bet
    api.call("/write/res", username=names[0], game_id=game["game_id"], result=6)
    api.call("/write/res", username=names[1], game_id=game["game_id"], result=1)
    assert balance.get(f"username={names[0]}").json["balance"] == 2 * bet
