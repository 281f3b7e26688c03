"""Each alert about payments fires by its real fault: Stars that Telegram does not refund, that differ from the ledger or went
back by themselves; a provider of TON that lies or says nothing, coins that nobody knows, that wait, or that have left."""
import time

import pytest

from client import Api, Finance
from people import fresh_name
from test_bot_stars import buy, payments_of_chat
from toncenter import ALICE, TON, WALLET, Toncenter, message
from waiting import wait_until

DATABASES = ("sqlite",)
LIMIT_S = 60


def test_stars_that_somebody_has_to_see_to_call_him(open_house, watch):
    house = open_house(LUDICE_ASSETS="points,stars")
    anna = house.telegram.person("Anna").join()
    charge = buy(anna)
    assert house.program.stop() == 0
    # What was bought before is of no concern to a database that begins now.
    house.program.settings["DATABASE_URL"] = f"sqlite:{house.program.folder / 'fresh.db'}"
    paid_at = payments_of_chat(anna)[-1]["date"]
    wait_until(lambda: time.time() >= paid_at + 1, "the next second", LIMIT_S)
    house.program.start()
    house.program.wait_for_log(lambda line: line.get("event") == "stars_baseline", "a baseline")
    prometheus = watch(house.program)
    wait_until(lambda: prometheus.value("ludice_stars_alarms_total") == 0, "a first look", LIMIT_S)
    wait_until(lambda: prometheus.firing() == {}, "no alert", LIMIT_S)

    house.telegram.fault("500", "refundStarPayment", times=1000)
    stray = {"payer": anna.id, "charge": "stray", "amount": 75, "order": "no order of ours"}
    assert Finance(house.program).call("/stars/credit", **stray).status == 200
    prometheus.wait_for("LudiceRefundsStuck")
    house.telegram.post("/sim/refund", charge=charge)
    # The next start looks at once; it is somebody new whom Prometheus has never seen without the alarm.
    assert house.program.stop() == 0
    house.program.start()
    prometheus.watch(house.program)
    prometheus.wait_for("LudiceStarsAlarm", "LudiceStarsDrift")
    assert prometheus.value("ludice_stars_drift") == -75
    house.telegram.clear_faults()
    prometheus.wait_for("LudiceStarsSuspense")


@pytest.fixture
def toncenter():
    provider = Toncenter()
    provider.chain_time = lambda: int(time.time())
    yield provider
    provider.close()


def customer(program, toncenter):
    """A player with coins; the calls for them."""
    finance, identity = Finance(program), 7
    assert Api(program).call("/register", username=fresh_name(), id=identity).status == 200
    toncenter.pays(5 * TON, finance.call("/ton/deposit", id=identity).data["memo"])
    wait_until(lambda: Api(program).call("/profile", id=identity).data["balances"]["ton"], "the deposit", LIMIT_S)
    return finance, identity


def test_coins_that_somebody_has_to_see_to_call_him(start_program, toncenter, watch):
    program = start_program(command=("serve", "--roles", "api,balance,finance"), LUDICE_ASSETS="points,ton",
                            LUDICE_TON_WALLET=WALLET, LUDICE_TON_API_ROOT=toncenter.url)
    prometheus = watch(program)
    finance, identity = customer(program, toncenter)
    wait_until(lambda: prometheus.value("ludice_ton_seen_seconds"), "a first look", LIMIT_S)
    wait_until(lambda: prometheus.firing() == {}, "no alert", LIMIT_S)

    assert finance.call("/ton/withdraw", id=identity, amount=TON, address=ALICE, request_id=fresh_name()).status == 200
    toncenter.pays(TON, "hello")
    toncenter.happens(out=[message(WALLET, ALICE, TON // 2, "by hand")])
    prometheus.wait_for("LudiceSuspense", "LudiceWithdrawalsWait", "LudiceWithdrawalsFrozen")

    toncenter.pays(TON, "hello again")
    toncenter.distort = lambda rows: [row | {"total_fees": "1"} for row in rows]
    prometheus.wait_for("LudiceWalletRowsWrong", "LudiceWalletNotSeen")
    toncenter.distort = None
    wait_until(lambda: "LudiceWalletNotSeen" not in prometheus.firing(), "a provider that is believed", LIMIT_S)

    # A new process knows what the last one saw, though the provider tells it nothing.
    assert program.stop() == 0
    prometheus.watch()
    wait_until(lambda: "LudiceWithdrawalsFrozen" not in prometheus.firing(), "the last one to be forgotten", LIMIT_S)
    toncenter.status, toncenter.body = 429, "{}"
    program.start()
    prometheus.watch(program)
    prometheus.wait_for("LudiceWalletNotSeen", "LudiceWithdrawalsFrozen")
    assert time.time() - prometheus.value("ludice_ton_seen_seconds") < 600
