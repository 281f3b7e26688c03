"""Several servers behind the provider's one address, of which who tells the time is current and who tells of the wallet
lags: nobody is told that a payment did not happen. Scene 19, its part."""
import time

import pytest

from client import assert_error
from faked_clock import FakedClock
from operators import OPERATOR_KEY, Operators
from program import Program
from test_withdrawals import Customer, Office
from toncenter import TON, WALLET, Toncenter
from waiting import wait_until

# Past the end of a link of ten minutes and of what blocks may come late.
PAST_S = 16 * 60


@pytest.fixture
def toncenter():
    provider = Toncenter()
    provider.ahead_s = 0
    provider.chain_time = lambda: int(time.time()) + provider.ahead_s
    yield provider
    provider.close()


@pytest.mark.parametrize("lag_s", [6 * 60, 20 * 60])
def test_scene_19_a_payment_that_a_lagging_server_hides_is_never_taken_for_none(tmp_path, toncenter, lag_s):
    clock = FakedClock(tmp_path)
    program = Program(tmp_path, ("serve", "--roles", "api,finance"), LUDICE_ASSETS="points,ton",
                      LUDICE_OPERATOR_KEY=OPERATOR_KEY, LUDICE_TON_WALLET=WALLET, LUDICE_TON_API_ROOT=toncenter.url,
                      **clock.environment).start()
    office = Office(program, toncenter)
    anna = Customer(office, 2 * TON)
    taken = office.call("olga", "/operator/withdrawals/take", withdrawal=anna.withdraw().data["withdrawal"]).data
    toncenter.lags(lag_s)
    office.sends(taken)
    # The time passes while nobody looks: a clock that leaps under a running program is not believed at once.
    program.kill()
    toncenter.ahead_s = PAST_S
    clock.set(PAST_S)
    program.start()
    operators = Operators(program)
    asked = len(toncenter.requests)
    wait_until(lambda: len(toncenter.requests) > asked + 7, "the wallet to be asked for twice more", 60)
    for step in ("take", "reject"):
        refused = operators.call("ivo", f"/operator/withdrawals/{step}", withdrawal=taken["withdrawal"], reason="unpaid?")
        assert_error(refused, 409, "conflict")
    toncenter.lags(0)
    paid = wait_until(lambda: operators.call("watch", "/operator/withdrawals", state="paid").data["items"], "the payment", 30)
    assert [one["withdrawal"] for one in paid] == [taken["withdrawal"]]
    wallet = operators.state()["ton"]
    assert wallet["frozen"] is None and wallet["balance"] == wallet["booked"]
    assert program.stop() == 0
    program.audit()
