"""The balance service: accounts by name, amounts, Idempotency-Key, parallel subtraction, bounds, signed elsewhere."""
import http.client
import json
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote, urlencode

import pytest

from client import Balance, canonical, digest
from people import Player, fresh_id, fresh_name, pair
from program import BALANCE, KEY

TOP = 2**53 - 1


def assert_text(answer, status, text=None):
    """The balance service's form of an error."""
    assert answer.status == status, answer
    assert set(answer.json) == {"error"} and answer.json["error"], answer
    assert answer.headers["Content-Type"] == "application/json"
    if text:
        assert answer.json["error"] == text
    return answer


def test_creating_asking_and_changing(balance):
    name = fresh_name()
    assert balance.create(name, initial_balance=100).json == {"status": "success", "username": name, "balance": 100}
    assert balance.get(f"username={name}").json == {"username": name, "balance": 100}
    assert balance.modify(username=name, amount=50).json == {"status": "success", "username": name, "new_balance": 150}
    assert balance.modify(username=name, amount=50, operation="subtract").json["new_balance"] == 100
    assert balance.modify(username=name, amount=7, operation="add").json["new_balance"] == 107
    assert balance.modify(username=name, amount=-107).json["new_balance"] == 0


def test_the_initial_balance_is_zero_unless_given(balance):
    assert balance.create(fresh_name()).json["balance"] == 0


def test_a_name_that_is_there_is_a_conflict(api, balance):
    name = fresh_name()
    balance.create(name, initial_balance=5)
    assert_text(balance.create(name, initial_balance=9), 409, "User already exists")
    assert_text(balance.create(Player(api).name), 409, "User already exists")
    assert balance.get(f"username={name}").json["balance"] == 5


def test_parallel_creation_makes_one(balance):
    name = fresh_name()
    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda _: balance.create(name, initial_balance=5).status, range(16)))
    assert sorted(statuses) == [200] + [409] * 15


def test_registered_players_are_found_by_name_and_id(api, balance):
    player = Player(api)
    expected = {"username": player.name, "balance": 1000}
    assert balance.get(urlencode({"username": player.name})).json == expected
    assert balance.get(f"id={player.id}").json == expected
    assert balance.get(f"id={player.id}&username=other").json == expected
    assert balance.get(f"id={player.id}&asset=points").json == expected
    assert balance.modify(id=player.id, amount=1).json["new_balance"] == 1001


def test_names_of_any_kind_in_a_query(balance):
    name = fresh_name() + " &=+%ü🎲"
    balance.create(name, initial_balance=3)
    assert balance.get(f"username={quote(name)}").json == {"username": name, "balance": 3}


def test_who_is_not_there(balance):
    assert_text(balance.get(f"username={fresh_name()}"), 404, "User not found")
    assert_text(balance.get(f"id={fresh_id()}"), 404, "User not found")
    assert_text(balance.modify(username=fresh_name(), amount=1), 404, "User not found")


def test_the_whole_balance_may_be_spent_and_no_more(balance):
    name = fresh_name()
    balance.create(name, initial_balance=100)
    assert_text(balance.modify(username=name, amount=101, operation="subtract"), 402, "Insufficient balance")
    assert_text(balance.modify(username=name, amount=-101), 402, "Insufficient balance")
    assert balance.modify(username=name, amount=100, operation="subtract").json["new_balance"] == 0
    assert_text(balance.modify(username=name, amount=-1), 402, "Insufficient balance")


@pytest.mark.parametrize("fields", [
    {"amount": 0}, {"amount": 1.5}, {"amount": "5"}, {"amount": None}, {"amount": True}, {}, {"amount": 2**53},
    {"amount": -2**53}, {"amount": 10**40}, {"amount": -5, "operation": "subtract"}, {"amount": -5, "operation": "add"},
    {"amount": 0, "operation": "add"}, {"amount": 5, "operation": "multiply"}, {"amount": 5, "operation": 1},
    {"amount": 5, "asset": "gold"}, {"amount": 5, "username": ""}, {"amount": 5, "username": "a\x00"},
    {"amount": 5, "username": 7}, {"amount": 5, "id": 0}, {"amount": 5, "id": "1"}])
def test_wrong_changes_are_refused(balance, fields):
    assert_text(balance.post("/modify_balance", **({"username": "anna"} | fields)), 422)


def test_a_change_without_a_player_is_refused(balance):
    assert_text(balance.modify(amount=5), 422)


@pytest.mark.parametrize("fields", [
    {}, {"username": ""}, {"username": None}, {"username": "#5"}, {"username": "#x"}, {"username": "x" * 65},
    {"username": "a\nb"}, {"username": 7}, {"username": "ok", "initial_balance": -1},
    {"username": "ok", "initial_balance": 1.5}, {"username": "ok", "initial_balance": "1"},
    {"username": "ok", "initial_balance": 2**53}])
def test_wrong_creations_are_refused(balance, fields):
    assert_text(balance.post("/create_user", **fields), 422)


@pytest.mark.parametrize("query", ["", "username=", "id=x", "id=0", "id=-1", "id=1.5", "username=%00", "username=%ff",
                                   "username=%zz", "name=anna", "username=anna&asset=gold", f"id={2**53}"])
def test_wrong_questions_are_refused(balance, query):
    assert_text(balance.get(query), 422)


def test_paths_methods_and_bodies_are_checked(balance):
    http = balance.http
    assert_text(http.request("GET", "/nothing"), 404)
    assert_text(http.request("POST", "/register", b"{}"), 404)
    assert_text(http.request("POST", "/get_balance", b"{}"), 405)
    assert_text(http.request("GET", "/create_user"), 405)
    assert_text(http.request("GET", "/modify_balance"), 405)
    assert_text(http.request("POST", "/create_user", b"{}", {"Content-Type": "text/plain"}), 415)
    assert_text(http.request("POST", "/create_user", b"x" * 70_000, {"Content-Type": "application/json"}), 413)
    for body in (b"", b"[]", b'{"username":"a","username":"b"}', b'{"a":NaN}', b'{"a":'):
        assert_text(http.request("POST", "/create_user", body, {"Content-Type": "application/json"}), 400)


def test_a_balance_never_passes_2_to_53(api, balance):
    name = fresh_name()
    assert balance.create(name, initial_balance=TOP).json["balance"] == TOP
    assert_text(balance.modify(username=name, amount=1), 422)
    assert balance.modify(username=name, amount=-TOP).json["new_balance"] == 0
    # What an open game may bring back counts too.
    first, second, game_id, bet = pair(api)
    room = TOP - (1000 - bet) - 2 * bet
    assert_text(balance.modify(username=first.name, amount=room + 1), 422)
    assert balance.modify(username=first.name, amount=room).status == 200
    first.result(game_id, 6)
    second.result(game_id, 1)
    assert first.balance() == TOP


def test_a_key_makes_a_repeat_answer_as_the_first_time(balance):
    name, key = fresh_name(), fresh_name("key")
    balance.create(name, initial_balance=100)
    first = balance.modify(key, username=name, amount=-30)
    for _ in range(3):
        again = balance.modify(key, username=name, amount=-30)
        assert (again.status, again.body, again.is_replay) == (200, first.body, True)
    assert balance.get(f"username={name}").json["balance"] == 70
    assert_text(balance.modify(key, username=name, amount=-31), 409)
    assert balance.get(f"username={name}").json["balance"] == 70


@pytest.mark.parametrize("amount, status", [(-500, 402), (-1, 200)])
def test_a_key_holds_across_a_kill(start_program, amount, status):
    program = start_program()
    balance = Balance(program)
    name, key = fresh_name(), fresh_name("key")
    balance.create(name, initial_balance=100)
    first = balance.modify(key, username=name, amount=amount)
    assert first.status == status
    program.kill()
    again = Balance(program.start()).modify(key, username=name, amount=amount)
    assert (again.status, again.body, again.is_replay) == (status, first.body, True)


@pytest.mark.parametrize("key", ["x" * 65, " "])
def test_a_key_has_1_to_64_characters(balance, key):
    name = fresh_name()
    balance.create(name, initial_balance=10)
    answer = balance.post("/modify_balance", {"Idempotency-Key": key}, username=name, amount=1)
    assert_text(answer, 422)


def test_parallel_repeats_under_one_key_have_one_effect(balance):
    name, key = fresh_name(), fresh_name("key").ljust(64, "k")
    balance.create(name, initial_balance=100)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: balance.modify(key, username=name, amount=-10), range(32)))
    assert {(a.status, a.json["new_balance"]) for a in answers} == {(200, 90)}
    assert sum(not a.is_replay for a in answers) == 1


def test_parallel_subtractions_spend_the_money_once(balance):
    name = fresh_name()
    balance.create(name, initial_balance=100)
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: balance.modify(username=name, amount=7, operation="subtract"), range(64)))
    statuses = sorted(answer.status for answer in answers)
    assert statuses == [200] * 14 + [402] * 50
    assert sorted(a.json["new_balance"] for a in answers if a.status == 200) == list(range(2, 100, 7))
    assert balance.get(f"username={name}").json["balance"] == 2


def test_a_stake_and_a_subtraction_never_spend_the_same_money(api, balance):
    player = Player(api)
    with ThreadPoolExecutor(2) as pool:
        staked = pool.submit(player.start, 1000)
        taken = pool.submit(balance.modify, username=player.name, amount=-1000)
    assert sorted((staked.result().status, taken.result().status)) == [200, 402]


def test_on_another_address_every_call_is_signed(start_program):
    program = start_program(LUDICE_BALANCE_LISTEN="0.0.0.0:0")
    balance, name = Balance(program), fresh_name()
    body = {"username": name, "initial_balance": 5}

    def signed(path, fields, form="v2"):
        text = canonical(fields)
        if form == "v1":
            return {"X-Signature": digest(KEY, text)}
        return {"X-Signature-V2": digest(KEY, f"{'GET' if path == '/get_balance' else 'POST'}\n{path}\n{text}")}

    assert_text(balance.create(name), 401)
    assert_text(balance.post("/create_user", signed("/create_user", body, "v1"), **body), 401)
    assert_text(balance.post("/create_user", signed("/modify_balance", body), **body), 401)
    assert balance.post("/create_user", signed("/create_user", body), **body).json["balance"] == 5
    question = {"username": name}
    assert_text(balance.get(f"username={name}"), 401)
    answer = balance.http.request("GET", f"/get_balance?username={name}", None, signed("/get_balance", question))
    assert answer.json["balance"] == 5
    assert_text(balance.http.request("GET", f"/get_balance?username={name}x", None,
                                     signed("/get_balance", question)), 401)


@pytest.mark.parametrize("skew, status", [(0, 200), (-290, 200), (-310, 401), (310, 401)])
def test_on_another_address_a_timestamp_must_be_fresh(start_program, skew, status):
    balance = Balance(start_program(LUDICE_BALANCE_LISTEN="0.0.0.0:0"))
    body = {"username": fresh_name(), "timestamp": int(time.time()) + skew}
    signed = {"X-Signature-V2": digest(KEY, f"POST\n/create_user\n{canonical(body)}")}
    assert balance.post("/create_user", signed, **body).status == status
    question = {"username": body["username"], "timestamp": str(body["timestamp"])}
    signed = {"X-Signature-V2": digest(KEY, f"GET\n/get_balance\n{canonical(question)}")}
    answer = balance.http.request("GET", f"/get_balance?{urlencode(question)}", None, signed)
    assert answer.status == status


def test_on_ipv6_loopback_no_signature_is_needed_and_elsewhere_it_is(start_program):
    name = fresh_name()
    for listen, status in (("[::1]:0", 200), ("[::]:0", 401)):
        program = start_program(LUDICE_BALANCE_LISTEN=listen)
        connection = http.client.HTTPConnection("::1", program.port(BALANCE), timeout=10)
        connection.request("POST", "/create_user", json.dumps({"username": name}),
                           {"Content-Type": "application/json"})
        assert connection.getresponse().status == status
        connection.close()


def test_the_game_api_sees_the_same_money(api, balance):
    name = fresh_name()
    balance.create(name, initial_balance=77)
    assert api.call("/profile", username=name).data["balances"] == {"points": 77}
    assert balance.get(f"username={name}").json["balance"] == 77
