"""Operators: who may call, what is logged, and what they do about money and players. Scenes 35 and 38, their part."""
import sqlite3
import time

import pytest

from client import Api, Finance, assert_error
from operators import AUDIENCE, OPERATOR_KEY, Operators, jwt, token
from people import Player, pair
from program import Program, KEY, run


COMMAND = ("serve", "--roles", "api,balance,finance")


@pytest.fixture(scope="module")
def shared_house(tmp_path_factory, database):
    folder = tmp_path_factory.mktemp("house")
    program = Program(folder, COMMAND, DATABASE_URL=database(folder), LUDICE_OPERATOR_KEY=OPERATOR_KEY).start()
    yield program
    assert program.stop() == 0


@pytest.fixture
def house(shared_house):
    """A program with operators, shared by the tests of this file."""
    yield shared_house
    assert shared_house.is_running()
    shared_house.audit()


@pytest.fixture
def own_house(start_program):
    """One of the test's own, with a fee."""
    return start_program(command=COMMAND, LUDICE_OPERATOR_KEY=OPERATOR_KEY, LUDICE_RAKE_BPS=1000)


@pytest.fixture
def operators(house):
    return Operators(house)


def claims(**changes):
    now = int(time.time())
    return {"sub": "olga", "aud": AUDIENCE, "iat": now, "exp": now + 600} | changes


def test_a_token_of_the_command_opens_the_calls(house, operators):
    assert operators.state()["funds"][0] == {"asset": "points", "owner": 0, "rake": 0}
    assert operators.call("#7", "/operator/state").status == 200
    assert token(house, "olga", "--minutes", "60").count(".") == 2


@pytest.mark.parametrize("wrong", [
    None, "Bearer", "Bearer ", "Basic abc", "Bearer a.b.c", "none", "other_key", "front_end", "hs512", "audience", "subject",
    "no_subject", "long", "half"])
def test_what_is_no_token_of_ours_is_refused(operators, wrong):
    good = jwt(claims())
    texts = {
        "none": "Bearer " + jwt(claims(), header={"alg": "none"}).rsplit(".", 1)[0] + ".",
        "other_key": "Bearer " + jwt(claims(), key="another key, also of 32 bytes or more"),
        "front_end": "Bearer " + jwt(claims(), key=KEY),
        "hs512": "Bearer " + jwt(claims(), header={"alg": "HS512", "typ": "JWT"}),
        "audience": "Bearer " + jwt(claims(aud="ludice")),
        "subject": "Bearer " + jwt(claims(sub="Olga Ivanova")),
        "no_subject": "Bearer " + jwt({k: v for k, v in claims().items() if k != "sub"}),
        "long": "Bearer " + jwt(claims(exp=int(time.time()) + 7200)),
        "half": "Bearer " + good[:-2],
    }
    said = operators.send(texts.get(wrong, wrong), "/operator/state", {"request_id": "x"})
    assert_error(said, 401, "bad_signature")


@pytest.mark.parametrize("times", [{"iat": -900, "exp": -1}, {"iat": 300, "exp": 600}])
def test_a_token_of_another_time_is_refused(operators, times):
    now = int(time.time())
    said = operators.send("Bearer " + jwt(claims(**{k: now + v for k, v in times.items()})), "/operator/state",
                          {"request_id": "x"})
    assert_error(said, 401, "stale_timestamp")


def test_a_signature_of_front_ends_opens_nothing_of_operators(house, operators):
    path, body, headers = Finance(house).sign("/operator/state", {"request_id": "x", "timestamp": time.time()})
    assert_error(operators.http.request("POST", path, body, headers), 401, "bad_signature")


def test_without_a_key_there_are_no_operators(start_program):
    program = start_program(command=("serve", "--roles", "api,finance"))
    assert_error(Operators(program).send("Bearer " + jwt(claims()), "/operator/state", {"request_id": "x"}), 404,
                 "not_found")


@pytest.mark.parametrize("key, said", [("short", "at least 32 bytes"), (KEY * 2, "SECRET_KEY")])
def test_a_key_that_is_short_or_that_of_front_ends_stops_the_start(tmp_path, key, said):
    settings = {"SECRET_KEY": KEY * 2, "LUDICE_OPERATOR_KEY": key, "DATABASE_URL": f"sqlite:{tmp_path / 'x.db'}"}
    result = run(["serve", "--roles", "finance"], tmp_path, settings)
    assert result.returncode == 2
    assert "LUDICE_OPERATOR_KEY" in result.stderr and said in result.stderr and key not in result.stderr


@pytest.mark.parametrize("arguments, key, code", [
    (["--sub", "Olga"], OPERATOR_KEY, 2), (["--sub", ""], OPERATOR_KEY, 2), (["--sub", "o/l"], OPERATOR_KEY, 2),
    (["--sub", "olga", "--minutes", "61"], OPERATOR_KEY, 2), (["--sub", "olga", "--minutes", "0"], OPERATOR_KEY, 2),
    (["--sub", "olga"], None, 2), ([], OPERATOR_KEY, 2)])
def test_a_token_that_cannot_be_is_not_given_out(tmp_path, arguments, key, code):
    result = run(["token", *arguments], tmp_path, {"LUDICE_OPERATOR_KEY": key})
    assert result.returncode == code and "eyJ" not in result.stdout


def test_every_act_is_done_once_and_kept_across_a_restart(own_house):
    anna = Player(Api(own_house))
    fields = {"id": anna.id, "asset": "points", "amount": 50, "reason": "a prize", "request_id": "prize-1"}
    first = Operators(own_house).call("olga", "/operator/adjust", **fields)
    own_house.kill()
    own_house.start()
    again = Operators(own_house).call("olga", "/operator/adjust", **fields)
    assert again.body == first.body and again.headers["Idempotent-Replay"] == "true"
    assert_error(Operators(own_house).call("olga", "/operator/adjust", **(fields | {"amount": 51})), 409, "conflict")
    assert Player(Api(own_house), anna.name, anna.id).balance() == 1050


def test_scene_35_an_operators_slip_is_undone_by_the_opposite_with_a_reason(house, operators):
    anna = Player(Api(house))
    slip = operators.call("olga", "/operator/adjust", id=anna.id, asset="points", amount=5000, reason="prize of 500")
    assert slip.data["balance"] == 6000
    undone = operators.call("ivo", "/operator/adjust", username=anna.name, asset="points", amount=-5000,
                            reason="olga's slip: one 0 too many")
    assert undone.data["balance"] == anna.balance() == 1000
    assert_error(operators.call("olga", "/operator/adjust", id=anna.id, asset="points", amount=-1001, reason="x"), 402,
                 "insufficient_funds")
    assert_error(operators.call("olga", "/operator/adjust", id=anna.id, asset="points", amount=1), 422, "invalid_request")
    assert_error(operators.call("olga", "/operator/adjust", id=anna.id, asset="stars", amount=1, reason="from nowhere"),
                 402, "insufficient_funds")
    house.audit()


def test_nobody_adjusts_his_own_balance(house, operators):
    anna = Player(Api(house))
    own = {"id": anna.id, "asset": "points", "amount": 1, "reason": "mine"}
    assert_error(operators.call(f"#{anna.id}", "/operator/adjust", **own), 403, "same_person")
    assert_error(operators.call(anna.name, "/operator/adjust", **own), 403, "same_person")
    assert anna.balance() == 1000


@pytest.mark.one_writer
def test_scene_35_an_edited_line_of_the_log_is_found(own_house):
    operators = Operators(own_house)
    anna = Player(Api(own_house))
    operators.call("olga", "/operator/adjust", id=anna.id, asset="points", amount=50, reason="a prize")
    own_house.stop()
    file = own_house.folder / "game.db"
    with sqlite3.connect(file) as database:
        assert database.execute("UPDATE operator_act SET operator = 'ivo' WHERE call = '/operator/adjust'").rowcount == 1
    result = run(["audit"], own_house.folder, {"DATABASE_URL": own_house.settings["DATABASE_URL"]}, 60)
    assert result.returncode == 1 and "are not those that were sealed" in result.stdout
    with sqlite3.connect(file) as database:
        database.execute("UPDATE operator_act SET operator = 'olga' WHERE call = '/operator/adjust'")
    own_house.start()


def test_scene_38_a_freeze_in_mid_game_is_settled_all_the_same(house, operators):
    anna, ivan, game, bet = pair(Api(house))
    frozen = operators.call("olga", "/operator/players/freeze", id=anna.id, reason="a complaint")
    assert frozen.data == {"username": anna.name, "frozen": True}
    assert anna.result(game, 6).status == ivan.result(game, 1).status == 200
    assert anna.balance() == 1000 + bet
    assert_error(anna.start(), 403, "frozen")
    assert_error(operators.call("olga", "/operator/players/freeze", id=anna.id, reason="again"), 409, "conflict")
    operators.call("olga", "/operator/players/unfreeze", id=anna.id, reason="it was nothing").data
    assert anna.start(17).status == 200


def test_rake_becomes_the_owners(own_house):
    operators = Operators(own_house)
    anna, ivan, game, bet = pair(Api(own_house))
    anna.result(game, 6), ivan.result(game, 1)
    rake = operators.state()["funds"][0]["rake"]
    assert rake == 2 * bet // 10
    more = {"asset": "points", "source": "rake", "amount": rake + 1, "reason": "the month"}
    assert_error(operators.call("olga", "/operator/fund", **more), 402, "insufficient_funds")
    assert operators.call("olga", "/operator/fund", **(more | {"amount": rake})).data == {"asset": "points", "owner": rake}
    assert operators.state()["funds"][0] == {"asset": "points", "owner": rake, "rake": 0}
    assert_error(operators.call("olga", "/operator/fund", asset="ton", source="outside", amount=1, reason="x"), 409,
                 "conflict")


def test_what_there_is_nothing_to_do_about_is_a_conflict(house, operators):
    anna = Player(Api(house))
    assert_error(operators.call("olga", "/operator/forgive", id=anna.id, reason="no debt"), 409, "conflict")
    assert_error(operators.call("olga", "/operator/players/unfreeze", id=anna.id, reason="not frozen"), 409, "conflict")
    assert operators.call("olga", "/operator/reconcile").data["stars"] is None
    assert_error(operators.call("olga", "/operator/freeze", reason="no wallet here"), 404, "not_found")
