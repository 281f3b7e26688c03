"""Withdrawals in TON, from the player's call to the wallet's own transaction. Scenes 19 and 35, their part."""
import base64
import sqlite3
import time

import pytest

from client import Api, Finance, assert_error
from operators import OPERATOR_KEY, Operators
from people import fresh_id, fresh_name
from program import Program, run
from toncenter import ALICE, TON, WALLET, Toncenter, message
from waiting import wait_until

HERS = "UQAWlz0AUS6Y_gSAOkf_7OFjCnv3ey2swK_bl2ZVjxtipwZk"  # the wallet itself, friendly
BOB = "0:" + "AB" * 32
FEE = 20_000_000


def opened(folder, url):
    """A program with a wallet and operators, whose wallet is known; it is closed and audited afterwards."""
    toncenter = Toncenter()
    toncenter.chain_time = lambda: int(time.time())
    program = Program(folder, ("serve", "--roles", "api,balance,finance"), DATABASE_URL=url, LUDICE_ASSETS="points,ton",
                      LUDICE_OPERATOR_KEY=OPERATOR_KEY, LUDICE_TON_WALLET=WALLET, LUDICE_TON_API_ROOT=toncenter.url,
                      LUDICE_TON_APPROVAL_FROM=3 * TON).start()
    yield Office(program, toncenter)
    assert program.stop() == 0
    toncenter.close()
    program.audit()


@pytest.fixture(scope="module")
def office(tmp_path_factory, database):
    """Shared by the tests that leave withdrawals possible."""
    folder = tmp_path_factory.mktemp("office")
    yield from opened(folder, database(folder))


@pytest.fixture
def own_office(tmp_path, database):
    yield from opened(tmp_path, database(tmp_path))


@pytest.fixture(scope="module")
def careful(office):
    """A player whose calls are all refused."""
    return Customer(office)


class Office:
    """Operators of a program with a wallet, and the time until they have seen what happened to it."""

    def __init__(self, program, toncenter):
        self.program, self.toncenter = program, toncenter
        self.operators = Operators(program)
        self.settle()

    def call(self, name, path, **fields):
        return self.operators.call(name, path, **fields)

    def wallet(self):
        return self.operators.state()["ton"]

    def settle(self):
        """Until the last transaction is booked and looked at."""
        def settled():
            wallet = self.wallet()
            return wallet and wallet["lt"] == str(self.toncenter.place()["lt"]) and wallet["seen"]
        wait_until(settled, "the last transaction to be booked", 30)

    def sends(self, taken, **changes):
        """The operator's wallet sends what a link says, or something else."""
        sent = {"destination": BOB, "value": taken["amount"], "comment": taken["comment"]} | changes
        self.toncenter.happens(out=[message(WALLET, sent["destination"], sent["value"], sent["comment"])])

    def pays(self, taken, **changes):
        self.sends(taken, **changes)
        self.settle()


class Customer:
    """A player with coins."""

    def __init__(self, office, amount=5 * TON):
        self.api, self.finance = Api(office.program), Finance(office.program)
        self.id, self.name = fresh_id(), fresh_name()
        assert self.api.call("/register", username=self.name, id=self.id).status == 200
        office.toncenter.pays(amount, self.finance.call("/ton/deposit", id=self.id).data["memo"])
        office.settle()
        assert self.ton() == amount

    def ton(self):
        return self.api.call("/profile", id=self.id).data["balances"]["ton"]

    def withdraw(self, amount=TON, address=BOB, **fields):
        fields.setdefault("request_id", fresh_name())
        return self.finance.call("/ton/withdraw", id=self.id, amount=amount, address=address, **fields)

    def withdrawals(self, **fields):
        return self.finance.call("/ton/withdrawals", id=self.id, **fields).data


def test_a_withdrawal_is_paid_when_the_wallets_own_transaction_is_seen(office):
    anna = Customer(office)
    asked = anna.withdraw().data
    assert (asked["state"], asked["amount"], asked["fee"], asked["balance"]) == ("asked", TON - FEE, FEE, 4 * TON)
    waiting = office.call("olga", "/operator/withdrawals", limit=100).data["items"]
    assert (asked["withdrawal"], anna.id) in [(w["withdrawal"], w["player"]["id"]) for w in waiting]
    taken = office.call("olga", "/operator/withdrawals/take", withdrawal=asked["withdrawal"]).data
    assert taken["operator"] == "olga" and taken["state"] == "taken"
    assert f"amount={TON - FEE}&text=w%3A{asked['withdrawal']}&exp={taken['link_until']}" in taken["link"]
    again = office.call("olga", "/operator/withdrawals/take", withdrawal=asked["withdrawal"]).data
    assert again["link"] == taken["link"]
    assert_error(office.call("ivo", "/operator/withdrawals/take", withdrawal=asked["withdrawal"]), 409, "conflict")
    assert_error(office.call("olga", "/operator/withdrawals/reject", withdrawal=asked["withdrawal"], reason="no"), 409,
                 "conflict")
    office.pays(taken)
    last = anna.withdrawals()["items"][0]
    assert last["state"] == "paid" and last["ended"]
    assert last["transaction"] == base64.b64decode(office.toncenter.place()["hash"]).hex() and last["explorer"] is None
    assert anna.ton() == 4 * TON and office.wallet()["frozen"] is None
    assert office.wallet()["balance"] == office.wallet()["booked"]


def test_the_same_request_id_asks_once_for_ever(own_office):
    anna = Customer(own_office)
    first = anna.withdraw(request_id="w-1-" + anna.name)
    own_office.program.kill()
    own_office.program.start()
    anna.finance = Finance(own_office.program)
    anna.api = Api(own_office.program)
    again = anna.withdraw(request_id="w-1-" + anna.name)
    assert again.body == first.body and again.headers["Idempotent-Replay"] == "true"
    assert_error(anna.withdraw(2 * TON, request_id="w-1-" + anna.name), 409, "conflict")
    assert_error(anna.finance.call("/ton/withdraw", id=anna.id, amount=TON, address=BOB), 422, "invalid_request")
    assert anna.ton() == 4 * TON and len(anna.withdrawals()["items"]) == 1


@pytest.mark.parametrize("fields, status, code", [
    ({"amount": TON - 1}, 403, "limit_reached"), ({"amount": 6 * TON}, 402, "insufficient_funds"),
    ({"amount": 0}, 422, "invalid_request"), ({"amount": "1"}, 422, "invalid_request"),
    ({"address": WALLET}, 409, "conflict"), ({"address": HERS}, 409, "conflict"),
    ({"address": "nowhere"}, 422, "invalid_request"), ({"address": BOB[:-1]}, 422, "invalid_request"),
    ({"address": HERS[:-1] + "A"}, 422, "invalid_request"),
    ({"address": "0QAWlz0AUS6Y_gSAOkf_7OFjCnv3ey2swK_bl2ZVjxtip73u"}, 422, "invalid_request")])
def test_what_cannot_be_withdrawn_is_refused_with_the_reason(careful, fields, status, code):
    assert_error(careful.withdraw(**fields), status, code)
    assert careful.ton() == 5 * TON and careful.withdrawals()["items"] == []


def test_a_withdrawal_that_nobody_took_is_given_back_whole(office):
    anna = Customer(office)
    asked = anna.withdraw().data
    rejected = office.call("olga", "/operator/withdrawals/reject", withdrawal=asked["withdrawal"], reason="asked to").data
    assert rejected["state"] == "rejected" and anna.ton() == 5 * TON
    assert_error(office.call("olga", "/operator/withdrawals/take", withdrawal=asked["withdrawal"]), 409, "conflict")


def test_a_large_withdrawal_takes_two_operators_and_neither_is_its_player(office):
    anna = Customer(office)
    asked = anna.withdraw(3 * TON).data["withdrawal"]
    assert_error(office.call("olga", "/operator/withdrawals/take", withdrawal=asked), 403, "approval_required")
    assert_error(office.call(f"#{anna.id}", "/operator/withdrawals/approve", withdrawal=asked), 403, "same_person")
    assert office.call("olga", "/operator/withdrawals/approve", withdrawal=asked).data["approver"] == "olga"
    assert_error(office.call("olga", "/operator/withdrawals/take", withdrawal=asked), 403, "same_person")
    assert_error(office.call(anna.name, "/operator/withdrawals/take", withdrawal=asked), 403, "same_person")
    assert office.call("ivo", "/operator/withdrawals/take", withdrawal=asked).data["operator"] == "ivo"


@pytest.mark.parametrize("slip, alarm", [({"value": TON}, "differs"), ({"destination": ALICE}, "differs"),
                                         ({"comment": ""}, "does not name it"), ({"comment": "W:1"}, "does not name it")])
def test_scene_35_a_payment_that_differs_stops_everything_that_leaves(own_office, slip, alarm):
    anna = Customer(own_office)
    taken = own_office.call("olga", "/operator/withdrawals/take", withdrawal=anna.withdraw().data["withdrawal"]).data
    own_office.pays(taken, **slip)
    assert alarm in own_office.wallet()["frozen"]
    assert_error(anna.withdraw(), 403, "frozen")
    assert anna.withdrawals()["possible"] is False
    assert anna.withdrawals()["items"][0]["state"] == "taken" and anna.ton() == 4 * TON
    own_office.toncenter.pays(TON, "still booked")
    own_office.settle()
    assert own_office.wallet()["balance"] == own_office.wallet()["booked"]
    settled = {"reason": "paid by hand with a wrong amount; settled with her"}
    unseen = own_office.call("olga", "/operator/unfreeze", frozen="ivo: a stolen phone", **settled)
    assert_error(unseen, 409, "conflict")
    seen = own_office.wallet()["frozen"]
    assert unseen.details == {"frozen": seen}
    assert own_office.call("olga", "/operator/unfreeze", frozen=seen, **settled).data == {"frozen": None}
    assert anna.withdraw().status == 200


def test_scene_35_what_a_payment_differed_from_is_decided_only_despite_it(own_office):
    anna = Customer(own_office)
    again, back = (anna.withdraw().data for _ in range(2))
    for asked in (again, back):
        own_office.pays({"amount": asked["amount"] - 1, "comment": f"w:{asked['withdrawal']}"})
    own_office.call("olga", "/operator/unfreeze", frozen=own_office.wallet()["frozen"], reason="both by hand").data
    listed = own_office.call("olga", "/operator/withdrawals").data["items"]
    lts = {one["withdrawal"]: one["disputed"] for one in listed}
    for step, asked in (("take", again), ("reject", back)):
        def decide(**despite):
            return own_office.call("olga", f"/operator/withdrawals/{step}", withdrawal=asked["withdrawal"],
                                   **({"reason": "she has it"} if step == "reject" else {}), **despite)
        refused = decide()
        assert_error(refused, 409, "conflict")
        assert refused.details == {"disputed": lts[asked["withdrawal"]]}
        assert_error(decide(despite="1"), 409, "conflict")
        assert decide(despite=lts[asked["withdrawal"]]).data["disputed"] == lts[asked["withdrawal"]]
    assert anna.ton() == 4 * TON


def test_who_renames_himself_does_not_decide_about_his_own_money(own_office):
    anna = Customer(own_office)
    asked = anna.withdraw().data["withdrawal"]
    renamed = anna.api.call("/register", username=fresh_name(), id=anna.id)
    assert renamed.status == 200
    for name in (anna.name, renamed.data["username"], f"#{anna.id}"):
        for step in ("take", "reject"):
            said = own_office.call(name, f"/operator/withdrawals/{step}", withdrawal=asked, reason="mine")
            assert_error(said, 403, "same_person")


@pytest.mark.one_writer
def test_an_edited_destination_is_found_by_the_audit(own_office):
    anna = Customer(own_office)
    asked = anna.withdraw().data["withdrawal"]
    own_office.call("olga", "/operator/withdrawals/take", withdrawal=asked).data
    program = own_office.program
    program.stop()
    file = program.folder / "game.db"
    edit = "UPDATE ton_withdrawal SET destination = ? WHERE comment = ?"
    with sqlite3.connect(file) as database:
        assert database.execute(edit, (f"0:{'CD' * 32}", f"w:{asked}")).rowcount == 1
    result = run(["audit"], program.folder, {"DATABASE_URL": program.settings["DATABASE_URL"]}, 60)
    assert result.returncode == 1 and "goes elsewhere than was asked" in result.stdout, result.stdout
    with sqlite3.connect(file) as database:
        database.execute(edit, (BOB, f"w:{asked}"))
    program.start()


def test_scene_35_a_withdrawal_paid_twice_is_the_houses_loss_and_stops_everything_that_leaves(own_office):
    anna = Customer(own_office)
    taken = own_office.call("olga", "/operator/withdrawals/take", withdrawal=anna.withdraw().data["withdrawal"]).data
    own_office.pays(taken)
    own_office.pays(taken)
    assert own_office.wallet()["frozen"]
    assert anna.ton() == 4 * TON and anna.withdrawals()["items"][0]["state"] == "paid"


def test_scene_19_a_payout_that_bounces_comes_back_less_what_was_lost(office):
    anna = Customer(office)
    taken = office.call("olga", "/operator/withdrawals/take", withdrawal=anna.withdraw().data["withdrawal"]).data
    office.pays(taken)
    office.toncenter.happens(message(BOB, WALLET, TON - FEE - 400_000, taken["comment"], bounced=True))
    office.settle()
    assert anna.withdrawals()["items"][0]["state"] == "returned"
    assert anna.ton() == 5 * TON - FEE - 400_000


def test_scene_19_money_that_fits_no_rule_is_assigned_sent_back_or_kept_once(own_office):
    anna = Customer(own_office)
    for comment in ("for anna", "a mistake", "sweep"):
        own_office.toncenter.pays(TON, comment)
    own_office.settle()
    waiting = {s["comment"]: s["suspense"] for s in own_office.call("olga", "/operator/suspense").data["items"]}
    said = {"reason": "told in the chat"}
    assign = {"suspense": waiting["for anna"], "id": anna.id} | said
    assert_error(own_office.call(f"#{anna.id}", "/operator/suspense/assign", **assign), 403, "same_person")
    assert own_office.call("olga", "/operator/suspense/assign", **assign).data["state"] == "assigned"
    assert anna.ton() == 6 * TON
    refund = own_office.call("olga", "/operator/suspense/refund", suspense=waiting["a mistake"], **said).data
    assert (refund["amount"], refund["fee"], refund["asker"], refund["player"]) == (TON, 0, "olga", None)
    assert own_office.call("olga", "/operator/suspense/write_off", suspense=waiting["sweep"], **said).status == 200
    for step in ("refund", "write_off"):
        for suspense in waiting.values():
            assert_error(own_office.call("ivo", f"/operator/suspense/{step}", suspense=suspense, **said), 409, "conflict")
    taken = own_office.call("olga", "/operator/withdrawals/take", withdrawal=refund["withdrawal"]).data
    own_office.pays(taken, destination=ALICE)
    states = [s["state"] for s in own_office.call("olga", "/operator/suspense", state="refunded").data["items"]]
    assert states == ["refunded"] and own_office.wallet()["frozen"] is None
    assert own_office.wallet()["balance"] == own_office.wallet()["booked"]


def test_coins_of_the_operator_pay_for_what_he_gives(own_office):
    anna = Customer(own_office)
    gift = {"id": anna.id, "asset": "ton", "amount": TON, "reason": "a prize"}
    assert_error(own_office.call("olga", "/operator/adjust", **gift), 402, "insufficient_funds")
    own_office.toncenter.pays(2 * TON, "prizes")
    own_office.settle()
    sum_id = own_office.call("olga", "/operator/suspense").data["items"][0]["suspense"]
    own_office.call("olga", "/operator/suspense/write_off", suspense=sum_id, reason="our own").data
    assert own_office.call("olga", "/operator/adjust", **gift).data["balance"] == 6 * TON
    assert own_office.wallet()["balance"] == own_office.wallet()["booked"]


def test_withdrawals_are_stopped_and_let_go_by_operators(own_office):
    anna = Customer(own_office)
    asked = anna.withdraw().data["withdrawal"]
    assert own_office.call("olga", "/operator/freeze", reason="a stolen phone").data["frozen"] == "olga: a stolen phone"
    assert_error(own_office.call("ivo", "/operator/withdrawals/take", withdrawal=asked), 403, "frozen")
    assert_error(anna.withdraw(), 403, "frozen")
    assert own_office.call("ivo", "/operator/unfreeze", frozen="olga: a stolen phone", reason="found it").data == {"frozen": None}
    assert own_office.call("ivo", "/operator/withdrawals/take", withdrawal=asked).status == 200


def test_withdrawals_come_in_pages(office):
    anna = Customer(office)
    asked = [anna.withdraw().data["withdrawal"] for _ in range(3)]
    first = anna.withdrawals(limit=2)
    assert [w["withdrawal"] for w in first["items"]] == asked[:0:-1]
    last = anna.withdrawals(limit=2, cursor=first["cursor"])
    assert [w["withdrawal"] for w in last["items"]] == asked[:1] and last["cursor"] is None
    assert (first["min"], first["fee"], first["possible"]) == (TON, FEE, True)
