"""Errors are told to the server that SENTRY_DSN names: what happened, and nothing that names a person."""
import json
import re
import sqlite3
import threading
import time
from contextlib import closing

import pytest

from client import Api
from error_receiver import DSN_KEY, events
from operators import OPERATOR_KEY, Operators
from people import Player
from program import KEY
from toncenter import WALLET, Toncenter
from waiting import wait_until

DATABASES = ("sqlite",)


def test_an_error_is_told_and_no_person_named(own_postgres, start_program, receiver):
    url = own_postgres.database()
    program = start_program(DATABASE_URL=url, SENTRY_DSN=receiver.dsn)
    player = Player(Api(program))
    assert receiver.got == []
    own_postgres.stop("QUIT")
    for _ in range(5):
        assert player.leave().status == 503
    wait_until(lambda: receiver.got, "a report")
    own_postgres.start()
    path, headers, body = receiver.got[0]
    assert path == "/api/7/envelope/" and f"sentry_key={DSN_KEY}" in headers["X-Sentry-Auth"]
    event = json.loads(body.splitlines()[2])
    assert event["level"] == "error" and event["release"]
    assert event["message"]["formatted"] in ("store_failed", "store_not_reached") and event["extra"]["error"]
    told = json.dumps(receiver.got)
    assert player.name not in told and str(player.id) not in told and KEY not in told
    logged = json.dumps(program.log)
    assert event["message"]["formatted"] in logged and DSN_KEY not in logged
    assert len(receiver.got) < 5
    wait_until(lambda: player.leave().status == 200, "service again")


@pytest.fixture
def toncenter():
    server = Toncenter()
    server.chain_time = lambda: int(time.time())
    yield server
    server.close()


@pytest.fixture
def with_wallet(toncenter, start_program, receiver):
    """A program that watches a wallet."""
    return start_program(command=("serve", "--roles", "api,balance,finance"), LUDICE_ASSETS="points,ton",
                         LUDICE_OPERATOR_KEY=OPERATOR_KEY, LUDICE_TON_WALLET=WALLET, LUDICE_TON_API_ROOT=toncenter.url,
                         SENTRY_DSN=receiver.dsn)


def test_why_an_operator_stopped_withdrawals_is_neither_logged_nor_told_outside(with_wallet, receiver):
    program, operators, reason = with_wallet, Operators(with_wallet), "a player's brother rang"
    wait_until(lambda: operators.call("olga", "/operator/freeze", reason=reason).status == 200, "a wallet to stop", 30)
    event = wait_until(lambda: events(receiver), "a report")[0]
    assert event["message"]["formatted"] == "ton_withdrawals_frozen" and event["extra"] == {}
    for what, name, value in (("ton_withdrawals_frozen", "drift", "0"), ("operator_call", "sub", "olga")):
        program.wait_for_log(lambda line, what=what: line.get("event") == what, f"line {what}")
        assert {line[name] for line in program.log if line.get("event") == what} == {value}
    assert reason not in json.dumps(program.log)
    told = json.dumps(receiver.got)
    assert "olga" not in told and reason not in told


def test_a_receiver_that_is_away_stops_nothing(own_postgres, start_program):
    program = start_program(DATABASE_URL=own_postgres.database(), SENTRY_DSN=f"http://{DSN_KEY}@127.0.0.1:9/7")
    player = Player(Api(program))
    own_postgres.stop("QUIT")
    assert player.leave().status == 503
    own_postgres.start()
    wait_until(lambda: player.leave().status == 200, "service again")


def test_what_waits_when_it_is_stopped_is_told_before_it_ends(with_wallet, receiver):
    """The receiver answers to the first error only once the program is stopping, so the second one waits."""
    program = with_wallet
    operators, player = Operators(program), Player(Api(program))
    wait_until(lambda: re.search(r"^ludice_ton_seen_seconds [1-9]", program.operations("/metrics")[1], re.MULTILINE), "a wallet", 30)
    assert operators.state()
    receiver.answers.clear()
    with closing(sqlite3.connect(program.folder / "game.db", isolation_level=None)) as shell:
        shell.execute("BEGIN IMMEDIATE")
        threading.Thread(target=player.leave, daemon=True).start()
        program.wait_for_log(lambda line: line.get("event") == "store_write_failed", "first error", 30)
        shell.execute("ROLLBACK")
    wait_until(lambda: events(receiver), "a report")
    assert operators.call("watch", "/operator/freeze", reason="a stop").status == 200
    program.wait_for_log(lambda line: line.get("event") == "ton_withdrawals_frozen", "second error", 30)
    program.process.terminate()
    program.wait_for_log(lambda line: line.get("event") == "stopping", "stop")
    receiver.answers.set()
    assert program.process.wait(20) == 0
    told = {event["message"]["formatted"] for event in events(receiver)}
    assert told == {"store_write_failed", "ton_withdrawals_frozen"}
