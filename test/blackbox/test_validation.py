"""422 invalid_request: each field of each call, wrong in each way, named in the details; and what is accepted."""
import pytest

from client import Api, assert_error
from people import MAX_ID, Player, fresh_id, fresh_name, pair

BIG = 2**53
WRONG_NAMES = ["", "x" * 65, "é" * 65, "a\x00b", "a\nb", "\x1f", "a\x7f", "a\x80", "a\x9fb", "#name", "#12x", "#", 7,
               1.5, True, [], {}, ["anna"], {"name": "anna"}]
WRONG_IDS = [0, -1, MAX_ID + 1, BIG, 2**63, 10**30, 1.5, "7", True, False, [], {}]
WRONG_BETS = [0, -5, 9, 1_000_001, 10.5, 1e3, BIG, BIG - 1, 2**63, -2**63, 10**40, "50", "٣٤", True, False, [], {}, [50],
              {"amount": 50}]
WRONG_RESULTS = [0, 7, -1, 2.0, 3.5, "3", True, [], {}, 2**40]
WRONG_COUNTS = [0, -1, 1.5, "1", True, [], {}, 2**63]
WRONG_TEXTS = ["", "x" * 65, 7, True, [], {}, 1.5]
PROOF = {"chat_id": -100, "message_id": 5, "date": 1_700_000_000, "emoji": "🎲"}

GOOD = {
    "/register": {"username": "n", "id": 5},
    "/start/game": {"username": "n", "bet": 50},
    "/write/res": {"username": "n", "game_id": "g", "result": 1},
    "/throw": {"username": "n", "game_id": "g"},
    "/throw/void": {"attempt": "a", "reason": "r"},
    "/leave": {"username": "n"},
    "/game": {"username": "n", "game_id": "g"},
    "/profile": {"username": "n"},
    "/daily": {"username": "n"},
    "/events": {"consumer": "c"},
}
PLAYERS = [path for path in GOOD if path not in ("/throw/void", "/events")]


def cases():
    for path in PLAYERS:
        yield from ((path, "username", value) for value in WRONG_NAMES)
        yield from ((path, "id", value) for value in WRONG_IDS)
    for path, field, values in [
        ("/register", "language", WRONG_TEXTS[1:] + ["a\nb"]),
        ("/start/game", "bet", WRONG_BETS),
        ("/start/game", "game", ["", "chess", "Dice", 7, True, []]),
        ("/start/game", "asset", ["", "gold", "Points", 7, True, [], "stars", "ton"]),
        ("/write/res", "result", WRONG_RESULTS),
        ("/write/res", "round", WRONG_COUNTS),
        ("/write/res", "throw", WRONG_COUNTS),
        ("/write/res", "game_id", WRONG_TEXTS),
        ("/write/res", "attempt", WRONG_TEXTS),
        ("/write/res", "proof", ["x", 7, True, []]),
        ("/throw", "round", WRONG_COUNTS),
        ("/throw", "throw", WRONG_COUNTS),
        ("/throw", "game_id", WRONG_TEXTS),
        ("/throw/void", "attempt", WRONG_TEXTS),
        ("/throw/void", "reason", ["", "x" * 201, 7, True, [], {}]),
        ("/leave", "game_id", WRONG_TEXTS),
        ("/game", "game_id", WRONG_TEXTS),
        ("/events", "consumer", WRONG_TEXTS),
        ("/events", "wait", [-1, 26, 0.5, "1", True, [], {}]),
        ("/events", "ack", ["x", 7, {}, [7], [None], [[]], True]),
    ]:
        yield from ((path, field, value) for value in values)


@pytest.mark.parametrize("path, field, value", cases())
def test_a_wrong_field_is_named(api, path, field, value):
    fields = {name: content for name, content in GOOD[path].items()} | {field: value}
    answer = assert_error(api.call(path, **fields), 422, "invalid_request")
    assert list(answer.details) == [field] and answer.details[field], answer


@pytest.mark.parametrize("path, field", [(path, field) for path, fields in GOOD.items() for field in fields])
@pytest.mark.parametrize("is_null", [False, True])
def test_a_missing_field_is_named(api, path, field, is_null):
    fields = {name: content for name, content in GOOD[path].items() if name != field}
    if is_null:
        fields[field] = None
    answer = assert_error(api.call(path, **fields), 422, "invalid_request")
    assert list(answer.details) == [field], answer


@pytest.mark.parametrize("field, value", [
    ("chat_id", None), ("chat_id", "x"), ("chat_id", 1.5), ("message_id", 0), ("message_id", -3), ("message_id", "5"),
    ("date", None), ("date", "today"), ("emoji", None), ("emoji", ""), ("emoji", 7)])
def test_a_wrong_proof_is_named(api, field, value):
    first, _, game_id, _ = pair(api)
    answer = assert_error(first.result(game_id, 3, proof=PROOF | {field: value}), 422, "invalid_request")
    assert list(answer.details) == [f"proof.{field}"], answer


def test_all_wrong_fields_are_named_at_once(api):
    answer = assert_error(api.call("/write/res", username=7, game_id=7, result=7, round=0), 422, "invalid_request")
    assert set(answer.details) == {"username", "game_id", "result", "round"}


def test_unknown_fields_are_ignored(api):
    player = Player(api)
    answer = player.call("/profile", nonsense=[{"deep": None}], bet="not a number", ACK=1)
    assert answer.data["username"] == player.name


@pytest.mark.parametrize("name", ["x" * 52, "\U0001f3b2" * 52, "<b>", "' OR 1=1 --", '"quoted"', "a b", "a\u200fb\u202e",
                                  "ÄÖÜ", "٣٤", "a'b\"c", "\\", "%s", "\u00a0", "\ufeff", "a\u2028b", "ﷺ", "null"])
def test_any_other_character_is_accepted_in_a_name(api, name):
    whole = (name + fresh_name(""))[:64]
    player = Player(api, whole)
    assert player.registered["username"] == whole
    assert player.profile()["username"] == whole


def test_a_name_of_64_code_points_beyond_the_bmp_is_accepted(api):
    name = fresh_name("") + "\U0001f3b2" * 51
    assert len(name) == 64
    assert Player(api, name).profile()["username"] == name


def test_names_are_case_sensitive(api):
    player = Player(api, fresh_name("anna"))
    assert_error(api.call("/profile", username=player.name.upper()), 404, "player_not_found")


@pytest.mark.parametrize("telegram_id", [MAX_ID, 2**51 + 7])
def test_ids_up_to_2_to_52_are_accepted(api, telegram_id):
    answer = api.call("/register", username=fresh_name(), id=telegram_id)
    assert answer.data["id"] == telegram_id


@pytest.mark.parametrize("bet", [10, 11, 1000])
def test_bets_at_the_bounds_are_accepted(api, bet):
    player = Player(api)
    assert player.start(bet).data["bet"] == bet
    assert player.leave().data["refunded"] == bet


@pytest.mark.parametrize("bet, status", [(4, 422), (5, 200), (7, 200), (8, 422)])
def test_the_bounds_of_bets_are_settings(start_program, bet, status):
    player = Player(Api(start_program(LUDICE_MIN_BET=5, LUDICE_MAX_BET=7)))
    assert player.start(bet).status == status


def test_the_person_s_own_number_is_a_name_and_another_s_is_not(api):
    telegram_id = fresh_id()
    assert api.call("/register", username=f"#{telegram_id}", id=telegram_id).data["username"] == f"#{telegram_id}"
    other = api.call("/register", username=f"#{telegram_id}", id=fresh_id())
    assert list(assert_error(other, 422, "invalid_request").details) == ["username"]
    assert api.call("/profile", username=f"#{telegram_id}").data["id"] == telegram_id
