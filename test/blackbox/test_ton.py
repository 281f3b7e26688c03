"""The wallet of TON as the program watches it. Scenes 19 and 37, the part of the provider."""
import re
import sqlite3

import pytest

from client import Api, Finance, assert_error
from people import fresh_name
from postgres import rows as postgres_rows
from program import Program, run
from toncenter import ALICE, TON, WALLET, Toncenter, message, recorded
from waiting import wait_until

KEY = "the-key-of-the-provider"


@pytest.fixture
def toncenter():
    provider = Toncenter()
    yield provider
    provider.close()


@pytest.fixture
def watching(tmp_path, toncenter):
    """Starts a program on a file of its own that watches the wallet."""

    def start():
        return Program(tmp_path, ("serve", "--roles", "api,finance"), LUDICE_ASSETS="points,ton",
                       LUDICE_TON_WALLET=WALLET, LUDICE_TON_API_ROOT=toncenter.url, LUDICE_TON_API_KEY=KEY).start()

    return start


def rows(program, sql):
    """What the program's file says, read beside it."""
    with sqlite3.connect(f"file:{program.folder / 'game.db'}?mode=ro", uri=True) as database:
        return database.execute(sql).fetchall()


def wait_for_place(program, toncenter, limit_s=30):
    """Until the last transaction is booked."""
    wait_until(lambda: rows(program, "SELECT lt FROM ton_wallet") == [(toncenter.place()["lt"],)],
               "the last transaction to be booked", limit_s)


def held(program):
    """What the ledger says the wallet holds: the account of the world outside, in ton."""
    return -rows(program, "SELECT COALESCE(SUM(balance), 0) FROM account WHERE kind = 11")[0][0]


def suspense(program):
    return sorted(rows(program, "SELECT amount, comment FROM ton_suspense WHERE state = 0"))


class Customer:
    """A registered player who pays in TON."""

    def __init__(self, program, identity):
        self.id = identity
        self.program = program
        assert Api(program).call("/register", username=fresh_name(), id=identity).status == 200

    def deposit(self):
        return Finance(self.program).call("/ton/deposit", id=self.id).data

    def ton(self):
        return Api(self.program).call("/profile", id=self.id).data["balances"]["ton"]


def test_a_deposit_with_a_players_memo_is_credited_once(watching, toncenter):
    program = watching()
    wait_for_place(program, toncenter)
    anna, ivan = Customer(program, 7), Customer(program, 8)
    where = anna.deposit()
    assert where["address"] == "UQAWlz0AUS6Y_gSAOkf_7OFjCnv3ey2swK_bl2ZVjxtipwZk"
    assert (where["min_deposit"], where["network"], where["label"]) == (100_000_000, "mainnet", "Ludicé")
    assert where["link"] == f"ton://transfer/{where['address']}?text={where['memo']}"
    assert anna.deposit() == where and ivan.deposit()["memo"] != where["memo"]
    toncenter.pays(TON, where["memo"])
    toncenter.pays(2 * TON, f"  {where['memo'].lower()}\u200b")
    toncenter.pays(99_999_999, where["memo"])
    toncenter.happens(message(ALICE, WALLET, TON, where["memo"]), aborted=True)
    toncenter.happens(message(ALICE, WALLET, TON, where["memo"], bounced=True))
    toncenter.distort = lambda rows: rows + rows[:1]
    wait_for_place(program, toncenter)
    assert (anna.ton(), ivan.ton()) == (3 * TON, 0)
    program.kill()
    program.start()
    toncenter.pays(TON, where["memo"])
    wait_for_place(program, toncenter)
    assert anna.ton() == 4 * TON
    assert [amount for amount, _ in suspense(program)] == [99_999_999, TON, TON]
    assert held(program) == toncenter.place()["balance"]
    program.audit()


def test_nobody_gets_a_memo_who_is_not_there(watching, toncenter):
    program = watching()
    wait_for_place(program, toncenter)
    assert_error(Finance(program).call("/ton/deposit", id=9), 404, "player_not_found")


def test_without_a_wallet_there_is_no_such_call(tmp_path):
    program = Program(tmp_path, ("serve", "--roles", "api,finance"), LUDICE_ASSETS="points,ton").start()
    assert_error(Finance(program).call("/ton/deposit", id=9), 404, "not_found")


def test_a_wallet_with_a_history_starts_with_a_baseline(watching, toncenter):
    toncenter.history = recorded()
    program = watching()
    wait_for_place(program, toncenter)
    assert held(program) == toncenter.place()["balance"]
    assert rows(program, "SELECT balance FROM account WHERE kind = 7 AND asset = 2") == [(held(program),)]
    assert suspense(program) == []
    program.audit()


def test_every_recorded_transaction_is_booked_to_the_last_nanoton(watching, toncenter):
    program = watching()
    wait_for_place(program, toncenter)
    toncenter.history = recorded()
    wait_for_place(program, toncenter)
    assert held(program) == 15_979_401_175
    program.audit()


def test_money_without_a_known_memo_waits_once_across_a_crash(watching, toncenter):
    program = watching()
    wait_for_place(program, toncenter)
    toncenter.pays(TON, "hello")
    wait_for_place(program, toncenter)
    program.kill()
    toncenter.pays(2 * TON, "LD-0000000000")
    program.start()
    wait_for_place(program, toncenter)
    assert suspense(program) == [(TON, "hello"), (2 * TON, "LD-0000000000")]
    assert held(program) == toncenter.place()["balance"]
    program.audit()


@pytest.mark.parametrize("fault", ["html", "half", "limited", "skipped", "lie"])
def test_a_provider_that_fails_changes_nothing_and_loses_nothing(watching, toncenter, fault):
    program = watching()
    wait_for_place(program, toncenter)
    if fault == "html":
        toncenter.body = "<html>Just a moment...</html>"
    elif fault == "half":
        toncenter.body = '{"transactions":[{"lt":"1"}]}'
    elif fault == "limited":
        toncenter.status, toncenter.headers = 429, {"Retry-After": "1"}
    elif fault == "skipped":
        toncenter.distort = lambda rows: rows[1:]
    else:
        toncenter.distort = lambda rows: [r | {"total_fees": "1"} for r in rows]
    toncenter.pays(TON, "one")
    toncenter.pays(TON, "two")
    asked = len(toncenter.requests)
    wait_until(lambda: len(toncenter.requests) > asked + 2, "the provider to be asked again", 30)
    assert suspense(program) == []
    toncenter.status, toncenter.body, toncenter.headers, toncenter.distort = 200, None, {}, None
    wait_for_place(program, toncenter, 90)
    assert suspense(program) == [(TON, "one"), (TON, "two")]
    assert held(program) == toncenter.place()["balance"]
    assert not any(KEY in str(line) for line in program.log)
    program.audit()


def test_a_wrong_balance_freezes_withdrawals_and_shows(watching, toncenter):
    program = watching()
    wait_for_place(program, toncenter)
    toncenter.balance_off = -1
    wait_until(lambda: rows(program, "SELECT frozen FROM ton_wallet")[0][0], "the freeze", 30)
    toncenter.pays(TON, "still booked")
    wait_for_place(program, toncenter)
    assert suspense(program) == [(TON, "still booked")]
    _, metrics = program.operations("/metrics")
    assert re.search(r"^ludice_ton_withdrawals_frozen 1$", metrics, re.M), metrics


def test_coins_of_the_house_that_leave_are_the_owners(watching, toncenter):
    toncenter.history = recorded()
    program = watching()
    wait_for_place(program, toncenter)
    toncenter.happens(out=[message(WALLET, ALICE, TON, "rent")])
    wait_for_place(program, toncenter)
    assert rows(program, "SELECT frozen FROM ton_wallet") == [("",)]
    assert held(program) == toncenter.place()["balance"]
    program.audit()


def test_the_key_goes_to_the_provider_in_a_header(watching, toncenter):
    program = watching()
    wait_for_place(program, toncenter)
    assert {key for _, key in toncenter.requests} == {KEY}


def test_a_database_of_another_wallet_stops_the_start(watching, toncenter):
    program = watching()
    wait_for_place(program, toncenter)
    program.stop()
    for change in ({"LUDICE_TON_WALLET": ALICE}, {"LUDICE_TON_NETWORK": "testnet"}):
        result = run(["serve", "--roles", "finance"], program.folder, program.settings | change)
        assert result.returncode == 2
        assert "LUDICE_TON_WALLET" in result.stderr and "belongs to the wallet" in result.stderr


def test_payments_are_watched_beside_a_process_that_minds_all_else(tmp_path, postgres, toncenter):
    url = postgres.database()
    games = Program(tmp_path, LUDICE_ASSETS="points,ton", DATABASE_URL=url).start()
    has_lease = 'ludice_lease_held{lease="jobs"} 1'
    wait_until(lambda: has_lease in games.operations("/metrics")[1], "the first process to take the lease", 20)
    payments = Program(tmp_path, ("serve", "--roles", "finance"), LUDICE_ASSETS="points,ton", DATABASE_URL=url,
                       LUDICE_TON_WALLET=WALLET, LUDICE_TON_API_ROOT=toncenter.url, LUDICE_TON_API_KEY=KEY).start()
    wait_until(lambda: postgres_rows(url, "SELECT lt FROM ton_wallet") == [[str(toncenter.place()["lt"])]],
               "the last transaction to be booked", 30)
    assert has_lease in games.operations("/metrics")[1]
    assert payments.stop() == 0 and games.stop() == 0
    games.audit()
