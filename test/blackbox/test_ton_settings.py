"""What an operator sets of TON is what people meet."""
import time

import pytest

from client import assert_error
from operators import OPERATOR_KEY
from program import Program
from test_withdrawals import Customer, Office
from toncenter import TON, WALLET, Toncenter

DATABASES = ("sqlite",)
MINIMUM, SMALLEST, FEE, DUST = 300_000_000, 700_000_000, 11_000_000, 50_000_000
LINK_S = 120
LAG_S, BEHIND_S = 1_200, 900  # which stops withdrawals where nothing is set


@pytest.fixture
def office(tmp_path):
    toncenter = Toncenter()
    toncenter.chain_time = lambda: int(time.time()) - BEHIND_S
    program = Program(tmp_path, ("serve", "--roles", "api,balance,finance"), LUDICE_ASSETS="points,ton", LUDICE_OPERATOR_KEY=OPERATOR_KEY,
                      LUDICE_TON_WALLET=WALLET, LUDICE_TON_API_ROOT=toncenter.url, LUDICE_TON_NETWORK="testnet",
                      LUDICE_TON_MIN_DEPOSIT=MINIMUM, LUDICE_TON_MIN_WITHDRAWAL=SMALLEST, LUDICE_TON_WITHDRAWAL_FEE=FEE,
                      LUDICE_TON_DUST=DUST, LUDICE_TON_LINK_TTL=f"{LINK_S}s", LUDICE_TON_MOST_LAG=f"{LAG_S}s",
                      LUDICE_TON_LABEL="A club's dice", LUDICE_TON_EXPLORER="https://explorer.test/tx").start()
    yield Office(program, toncenter)
    assert program.stop() == 0
    toncenter.close()
    program.audit()


def suspended(office):
    return sorted(int(one["amount"]) for one in office.call("olga", "/operator/suspense").data["items"])


def test_deposits_go_by_what_is_set(office):
    anna = Customer(office)
    where = anna.finance.call("/ton/deposit", id=anna.id).data
    assert (where["min_deposit"], where["network"], where["label"]) == (MINIMUM, "testnet", "A club's dice")
    assert where["address"].startswith("0Q")
    for amount, memo in ((MINIMUM - 1, where["memo"]), (MINIMUM, where["memo"]), (DUST - 1, "nobody's"), (DUST, "nobody's")):
        office.toncenter.pays(amount, memo)
    office.settle()
    assert anna.ton() == 5 * TON + MINIMUM
    assert suspended(office) == [DUST, MINIMUM - 1]


def test_withdrawals_go_by_what_is_set(office):
    anna = Customer(office)
    assert anna.withdrawals()["possible"] is True
    assert_error(anna.withdraw(SMALLEST - 1), 403, "limit_reached")
    asked = anna.withdraw(SMALLEST).data
    assert (asked["amount"], asked["fee"], asked["balance"]) == (SMALLEST - FEE, FEE, 5 * TON - SMALLEST)
    before = int(time.time())
    taken = office.call("olga", "/operator/withdrawals/take", withdrawal=asked["withdrawal"]).data
    assert before + LINK_S <= taken["link_until"] <= int(time.time()) + LINK_S + 1
    office.pays(taken)
    paid = anna.withdrawals()["items"][0]
    assert paid["explorer"] == "https://explorer.test/tx/" + paid["transaction"]
