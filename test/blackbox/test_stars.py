"""Payments in Stars through the finance API: ordered, checked, credited once, refunded once."""
import concurrent.futures
import time

import pytest

from client import Api, Finance, assert_error
from operators import OPERATOR_KEY, Operators
from program import API, FINANCE, run

ROLES = ("serve", "--roles", "api,balance,finance")
ids = iter(range(5_000_000, 6_000_000))


@pytest.fixture
def bank(start_program):
    """A program that deals in Stars."""
    return start_program(command=ROLES, LUDICE_ASSETS="points,stars")


@pytest.fixture
def finance(bank):
    return Finance(bank)


@pytest.fixture
def anna(bank):
    return Customer(bank)


class Customer:
    """A registered player who pays in Stars."""

    def __init__(self, program, name=None):
        self.id = next(ids)
        self.api, self.finance = Api(program), Finance(program)
        assert self.api.call("/register", username=name or f"p{self.id}", id=self.id).status == 200

    def order(self, amount):
        return self.finance.call("/stars/order", id=self.id, amount=amount).data["order"]

    def check(self, order, amount, payer=None):
        return self.finance.call("/stars/precheckout", payer=payer or self.id, order=order, amount=amount).data

    def credit(self, charge, amount, order, **fields):
        return self.finance.call("/stars/credit", payer=self.id, charge=charge, amount=amount, order=order, **fields)

    def pay(self, charge, amount):
        return self.credit(charge, amount, self.order(amount)).data

    def refund(self, charge):
        return self.finance.call("/stars/refund", id=self.id, charge=charge)

    def stars(self):
        return self.api.call("/profile", id=self.id).data["balances"]["stars"]


def test_the_whole_way_of_a_payment(bank, anna):
    order = anna.order(75)
    assert anna.check(order, 75) == {"ok": True, "reason": None}
    assert anna.stars() == 0, "nothing is credited at the pre-checkout"
    paid = anna.credit("stx1", 75, order, paid_at=1_700_000_000).data
    assert paid.pop("id")
    assert paid == {"charge": "stx1", "asset": "stars", "amount": 75, "state": "paid", "at": 1_700_000_000,
                    "order": order, "first": True, "balance": 75}
    assert anna.stars() == 75
    receipt = anna.finance.call("/payments", id=anna.id).data
    assert receipt["items"][0].pop("id")
    assert receipt == {"items": [{key: paid[key] for key in ("charge", "asset", "amount", "state", "at", "order")}],
                       "cursor": None}
    bank.audit()


def test_only_the_second_form_of_signature_opens_it(finance):
    for form in ("v1",):
        assert_error(finance.call("/payments", form=form, id=1), 401, "bad_signature")
    assert_error(finance.call("/payments", id=1), 404, "player_not_found")


def test_it_has_its_own_paths(bank):
    assert bank.port(FINANCE) != bank.port(API)
    assert_error(Finance(bank).call("/profile", id=1), 404, "not_found")
    answer = Api(bank).http.request("POST", "/stars/order", b"{}", {"Content-Type": "application/json"})
    assert_error(answer, 404, "not_found")


def test_an_order_is_given_once_and_again_until_it_is_paid(anna):
    order = anna.order(75)
    assert anna.order(75) == order
    assert anna.order(15) != order
    anna.credit("stx1", 75, order)
    assert anna.order(75) != order


def test_scene_14_a_payment_told_twice_and_in_parallel_is_credited_once(anna):
    order = anna.order(75)
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        told = list(pool.map(lambda _: anna.credit("stx1", 75, order).data, range(16)))
    assert sorted(answer["first"] for answer in told) == [False] * 15 + [True]
    assert {answer["balance"] for answer in told} == {75}
    assert anna.stars() == 75


def test_scene_14_a_payment_told_again_after_a_restart_is_credited_once(bank, anna):
    order = anna.order(75)
    fields = {"payer": anna.id, "charge": "stx1", "amount": 75, "order": order, "timestamp": time.time()}
    first = anna.finance.call("/stars/credit", **fields)
    bank.kill()
    bank.start()
    finance = Finance(bank)
    again = finance.call("/stars/credit", **fields)
    assert again.body == first.body and again.is_replay
    later = finance.call("/stars/credit", **fields | {"timestamp": time.time()}).data
    assert not later["first"] and later["balance"] == 75


def test_scene_15_each_charge_credits_its_payer_once_or_is_refunded(bank, anna):
    ivan = Customer(bank)
    order = anna.order(75)
    anna.credit("stx1", 75, order)
    assert anna.credit("stx2", 75, order).data["balance"] == 150, "one invoice paid twice"
    assert ivan.credit("stx3", 75, order).data["balance"] == 75, "a forwarded copy paid by somebody else"
    stranger = anna.finance.call("/stars/credit", payer=next(ids), charge="stx4", amount=75, order=order).data
    assert stranger["state"] == "suspended" and stranger["balance"] is None
    assert anna.credit("stx5", 75, "no order of ours").data["state"] == "suspended"
    assert anna.finance.call("/stars/refunded", charge="stx5").data["state"] == "refunded"


@pytest.mark.parametrize("what, reason", [
    ({"order": "nothing"}, "unknown_order"), ({"amount": 74}, "wrong_amount"), ({"payer": 4_999_999}, "wrong_payer")])
def test_scene_16_a_pre_checkout_is_refused_with_a_reason(anna, what, reason):
    query = {"order": anna.order(75), "amount": 75} | what
    assert anna.check(**query) == {"ok": False, "reason": reason}


def test_scene_16_a_paid_order_is_not_paid_again(anna):
    order = anna.order(75)
    anna.credit("stx1", 75, order)
    assert anna.check(order, 75) == {"ok": False, "reason": "already_paid"}


def test_scene_16_who_has_reached_the_limit_of_the_day_orders_and_pays_no_more(start_program):
    anna = Customer(start_program(command=ROLES, LUDICE_ASSETS="points,stars", LUDICE_STARS_DAILY_LIMIT=100))
    late = anna.order(50)
    anna.pay("stx1", 75)
    assert anna.check(late, 50) == {"ok": False, "reason": "limit_reached"}
    assert_error(anna.finance.call("/stars/order", id=anna.id, amount=26), 403, "limit_reached")
    assert anna.credit("stx2", 50, late).data["balance"] == 125, "what Telegram took is never refused"


def test_while_the_sale_is_stopped_nothing_is_sold_and_what_was_taken_is_credited(start_program):
    bank = start_program(command=ROLES, LUDICE_ASSETS="points,stars", LUDICE_OPERATOR_KEY=OPERATOR_KEY)
    anna, operators = Customer(bank), Operators(bank)
    order = anna.order(75)
    why = "olga: the database moves"

    def sale():
        return next(stop for stop in operators.state()["stops"] if stop["scope"] == "stars")

    assert sale()["frozen"] is None and sale()["since"] is None
    assert operators.call("olga", "/operator/stars/stop", reason="the database moves").data == {"frozen": why}
    assert_error(operators.call("ivo", "/operator/stars/stop", reason="me too"), 409, "conflict")
    assert sale()["frozen"] == why and sale()["since"] > 0
    bank.kill()
    bank.start()
    anna.api, anna.finance, operators = Api(bank), Finance(bank), Operators(bank)
    assert anna.check(order, 75) == {"ok": False, "reason": "maintenance"}
    assert_error(anna.finance.call("/stars/order", id=anna.id, amount=75), 409, "conflict")
    assert anna.credit("stx1", 75, order).data["balance"] == 75, "what Telegram took is never refused"
    assert anna.refund("stx1").data["state"] == "refunding"
    assert operators.call("ivo", "/operator/stars/sell", frozen="olga: me", reason="it has moved").json["error"]["details"] == {
        "frozen": why}
    assert operators.call("ivo", "/operator/stars/sell", frozen=why, reason="it has moved").data == {"frozen": None}
    assert_error(operators.call("ivo", "/operator/stars/sell", frozen=why, reason="it has moved"), 409, "conflict")
    assert anna.check(anna.order(75), 75) == {"ok": True, "reason": None}


def test_without_stars_among_the_assets_none_are_sold_but_what_was_taken_is_booked(start_program):
    program = start_program(command=ROLES)
    anna = Customer(program)
    assert_error(anna.finance.call("/stars/order", id=anna.id, amount=75), 404, "not_found")
    assert anna.check("0G3M9QW4T1A7K", 75) == {"ok": False, "reason": "not_offered"}
    assert anna.credit("stx1", 75, "x").data["state"] == "suspended"


def test_scene_17_stars_refunded_after_they_were_lost_are_a_debt(bank, anna):
    ivan = Customer(bank)
    anna.pay("stx1", 50)
    ivan.pay("stx2", 50)
    game = anna.api.call("/start/game", id=anna.id, bet=50, asset="stars").data["game_id"]
    ivan.api.call("/start/game", id=ivan.id, bet=50, asset="stars")
    for number, (player, face) in enumerate(((anna, 1), (ivan, 6))):
        proof = {"chat_id": player.id, "message_id": number + 1, "date": 1_700_000_000, "emoji": "🎲"}
        assert player.api.call("/write/res", id=player.id, game_id=game, result=face, proof=proof).status == 200
    assert ivan.stars() == 100
    assert anna.finance.call("/stars/refunded", charge="stx1").data["balance"] == -50
    assert ivan.stars() == 100
    refused = assert_error(anna.api.call("/start/game", id=anna.id, bet=10, asset="stars"), 402, "insufficient_funds")
    assert refused.details == {"balance": -50, "required": 10}
    assert anna.api.call("/start/game", id=anna.id, bet=10).status == 200, "points are another matter"
    bank.audit()


def test_scene_18_a_refund_asked_twice_is_made_once(bank, anna):
    anna.pay("stx1", 75)
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        asked = list(pool.map(lambda _: anna.refund("stx1").data, range(8)))
    assert sorted(answer["first"] for answer in asked) == [False] * 7 + [True]
    assert anna.stars() == 0
    bank.kill()
    bank.start()
    finance = Finance(bank)
    told = [finance.call("/stars/refunded", charge="stx1").data["state"] for _ in range(2)]
    assert told == ["refunded", "refunded"]
    bank.audit()


def test_a_refund_is_of_ones_own_charge_and_covered_by_the_balance(bank, anna):
    ivan = Customer(bank)
    anna.pay("stx1", 75)
    assert_error(ivan.refund("stx1"), 404, "not_found")
    anna.api.call("/start/game", id=anna.id, bet=10, asset="stars")
    refused = assert_error(anna.refund("stx1"), 402, "insufficient_funds")
    assert refused.details == {"balance": 65, "required": 75}
    assert_error(anna.finance.call("/stars/refunded", charge="never"), 404, "not_found")


def test_payments_are_paged(anna):
    for number in range(5):
        anna.pay(f"stx{number}", 10 + number)
    seen, cursor = [], None
    while True:
        page = anna.finance.call("/payments", id=anna.id, limit=2, **({"cursor": cursor} if cursor else {})).data
        seen += [item["charge"] for item in page["items"]]
        cursor = page["cursor"]
        if not cursor:
            break
    assert seen == ["stx4", "stx3", "stx2", "stx1", "stx0"]


@pytest.mark.parametrize("path, fields, wrong", [
    ("/stars/order", {"id": 7, "amount": 0}, "amount"), ("/stars/order", {"id": 7, "amount": 1_000_001}, "amount"),
    ("/stars/order", {"amount": 5}, "username"),
    ("/stars/precheckout", {"payer": 7, "order": "", "amount": 5}, "order"),
    ("/stars/credit", {"payer": 0, "charge": "c", "amount": 5}, "payer"),
    ("/stars/credit", {"payer": 7, "charge": "c\n", "amount": 5}, "charge"),
    ("/stars/credit", {"payer": 7, "charge": "c" * 257, "amount": 5}, "charge"),
    ("/stars/credit", {"payer": 7, "charge": "c", "amount": -5}, "amount"),
    ("/stars/credit", {"payer": 7, "charge": "c", "amount": 1_000_000_001}, "amount"),
    ("/stars/credit", {"payer": 7, "charge": "c", "amount": 5, "paid_at": 0}, "paid_at"),
    ("/stars/refund", {"id": 7}, "charge"), ("/payments", {"id": 7, "limit": 101}, "limit"),
    ("/payments", {"id": 7, "cursor": "%"}, "cursor")])
def test_wrong_fields_are_named(finance, path, fields, wrong):
    assert wrong in assert_error(finance.call(path, **fields), 422, "invalid_request").details


def test_the_role_can_be_left_out(tmp_path):
    result = run(["serve", "--roles", "finances"], tmp_path, {"SECRET_KEY": "0123456789abcdef"})
    assert result.returncode == 2 and "there are api, balance, finance, bot" in result.stderr
