"""Invites: private games, charged when somebody joins, with one neutral refusal for whatever stands against it."""
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from client import Api, Balance, assert_error
from consumer import Consumer
from people import Player, fresh_name
from waiting import wait_until

ALPHABET = set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")


def invite(player, bet=50, **fields):
    """Opens one; its game."""
    opened = player.start(bet, invite=True, **fields).data
    assert opened["state"] == "waiting" and len(opened["invite"]) == 16 and set(opened["invite"]) <= ALPHABET
    return opened


def join(player, code, **fields):
    return player.call("/start/game", join=code, **fields)


def assert_neutral(answer):
    """The one refusal that all failing joins have, to the letter."""
    assert_error(answer, 409, "conflict")
    assert answer.json["error"] == {"code": "conflict", "details": {},
                                    "message": "This does not go with what happened before."}


def test_both_are_charged_when_somebody_joins(api):
    opener, joiner = Player(api), Player(api)
    opened = invite(opener)
    assert opened["balance"] == 1000 and opener.profile()["game_id"] is None
    joined = join(joiner, opened["invite"]).data
    assert (joined["game_id"], joined["state"], joined["bet"]) == (opened["game_id"], "active", 50)
    assert "invite" not in joined and "invite" not in opener.game(opened["game_id"])
    assert (opener.balance(), joiner.balance()) == (950, 950)
    opener.result(opened["game_id"], 6)
    assert joiner.result(opened["game_id"], 1).data["state"] == "lost"
    assert (opener.balance(), joiner.balance()) == (1050, 950)


def test_it_is_reached_by_its_code_alone(api):
    opener, joiner, bet = Player(api), Player(api), 17
    opened = invite(opener, bet)
    assert joiner.start(bet).data["state"] == "waiting"
    joiner.leave()
    assert join(joiner, opened["invite"]).data["state"] == "active"


def test_the_other_fields_may_be_given_and_must_match_then(api):
    opener, joiner = Player(api), Player(api)
    code = invite(opener, 60, game="target")["invite"]
    for wrong in ({"bet": 61}, {"bet": 5}, {"game": "dice"}):
        assert_neutral(join(joiner, code, **wrong))
    assert joiner.balance() == 1000
    assert join(joiner, code, bet=60, game="target", asset="points", invite=False).status == 200


@pytest.mark.parametrize("fields", [{"join": ""}, {"join": 7}, {"join": "x" * 65}, {"join": ["x"]},
                                    {"invite": "yes"}, {"invite": 1}, {"invite": True, "join": "0" * 16}])
def test_wrong_fields_are_named(api, fields):
    answer = assert_error(Player(api).start(50, **fields), 422, "invalid_request")
    assert set(answer.details) & set(fields)


def test_a_bet_is_needed_to_open_one(api):
    answer = assert_error(Player(api).call("/start/game", invite=True), 422, "invalid_request")
    assert "bet" in answer.details


def test_unknown_used_own_and_called_off_are_refused_alike(api):
    opener, joiner, late = Player(api), Player(api), Player(api)
    assert_neutral(join(joiner, "0" * 16))
    assert_neutral(join(joiner, "no such thing"))
    first = invite(opener)
    assert_neutral(join(opener, first["invite"]))
    second = invite(opener, 70)
    assert opener.game(first["game_id"])["state"] == "cancelled"
    assert_neutral(join(joiner, first["invite"]))
    assert join(joiner, second["invite"]).data["bet"] == 70
    assert_neutral(join(late, second["invite"]))
    opener.result(second["game_id"], 6)
    joiner.result(second["game_id"], 1)
    assert_neutral(join(late, second["invite"]))
    assert late.balance() == 1000


def test_a_refusal_is_in_the_order_of_the_contract(api, balance):
    opener, joiner = Player(api), Player(api)
    code = invite(opener)["invite"]
    assert_error(api.call("/start/game", username=fresh_name(), join=code), 404, "player_not_found")
    joiner.start(33)
    assert_error(join(joiner, "0" * 16), 409, "already_in_game")
    joiner.leave()
    balance.modify(username=joiner.name, amount=-960)
    assert_neutral(join(joiner, "0" * 16))
    answer = assert_error(join(joiner, code), 402, "insufficient_funds")
    assert answer.details == {"balance": 40, "required": 50}


def test_none_is_opened_from_within_a_game(api):
    opener = Player(api)
    opener.start(34)
    assert_error(opener.start(50, invite=True), 409, "already_in_game")
    opener.leave()


def test_leaving_calls_it_off_with_nothing_to_return(api):
    opener = Player(api)
    opened = invite(opener)
    assert opener.leave().data == {"left": True, "refunded": 0, "balance": 1000}
    seen = opener.game(opened["game_id"])
    assert (seen["state"], seen["payout"]) == ("cancelled", 0)
    assert opener.leave().data == {"left": False, "refunded": 0, "balance": 1000}
    assert_neutral(join(Player(api), opened["invite"]))


def test_it_expires_and_says_so(start_program):
    api = Api(start_program(LUDICE_LOBBY_TTL="1s"))
    consumer, opener = Consumer(api), Player(api)
    opened = invite(opener)
    waiting = wait_until(lambda: [e for e in consumer.next() if e["type"] == "game_waiting"], "the event")[0]
    assert waiting["data"] == {"game": "dice", "asset": "points", "bet": 50, "invite": True}
    expired = wait_until(lambda: [e for e in consumer.next() if e["type"] == "lobby_expired"], "the expiry")[0]
    assert (expired["game_id"], expired["data"]) == (opened["game_id"], {"refunded": 0})
    assert_neutral(join(Player(api), opened["invite"]))
    assert opener.balance() == 1000


def test_the_same_request_gets_the_same_code(api):
    opener = Player(api)
    signed = api.sign("/start/game", {"username": opener.name, "bet": 50, "invite": True, "timestamp": time.time()})
    first, second = api.send(signed), api.send(signed)
    assert (second.body, second.is_replay) == (first.body, True)


def test_scene_4_the_same_person_under_another_name_is_refused(api):
    opener = Player(api)
    code = invite(opener)["invite"]
    renamed = fresh_name()
    api.call("/register", username=renamed, id=opener.id)
    assert_neutral(api.call("/start/game", username=renamed, join=code))
    assert_neutral(api.call("/start/game", id=opener.id, join=code))


def test_scene_5_an_opener_who_has_spent_his_money_makes_the_join_fail_whole(api, balance):
    opener, joiner = Player(api), Player(api)
    code = invite(opener)["invite"]
    balance.modify(username=opener.name, amount=-951)
    assert_neutral(join(joiner, code))
    assert (opener.balance(), joiner.balance()) == (49, 1000)
    balance.modify(username=opener.name, amount=1)
    assert join(joiner, code).data["balance"] == 950
    assert opener.balance() == 0


def test_scene_5_a_busy_opener_makes_the_join_fail_too(api):
    opener, joiner = Player(api), Player(api)
    code = invite(opener)["invite"]
    opener.start(35)
    assert_neutral(join(joiner, code))
    opener.leave()
    assert join(joiner, code).status == 200


def test_scene_29_of_500_who_open_the_link_one_joins(start_program):
    program = start_program()
    api, balance = Api(program), Balance(program)
    names = [fresh_name() for _ in range(500)]
    with ThreadPoolExecutor(32) as pool:
        list(pool.map(lambda name: balance.create(name, initial_balance=50), names))
    opener = Player(api)
    opened = invite(opener)
    start = Barrier(32)

    def open_links(share):
        start.wait()
        return [(name, api.call("/start/game", username=name, join=opened["invite"])) for name in share]

    with ThreadPoolExecutor(32) as pool:
        answers = [pair for pairs in pool.map(open_links, [names[i::32] for i in range(32)]) for pair in pairs]
    joined = [name for name, answer in answers if answer.status == 200]
    assert len(joined) == 1 and opener.game(opened["game_id"])["opponent"] == joined[0]
    for name, answer in answers:
        if name != joined[0]:
            assert_neutral(answer)
    assert opener.balance() == 950
    left = {name: balance.get(f"username={name}").json["balance"] for name in names}
    assert left == {name: 0 if name == joined[0] else 50 for name in names}
