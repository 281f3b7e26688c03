"""Operators at work in the chat: withdrawals and money in suspense decided with buttons, each press once, by people who
are neither its player nor, where two are needed, the one who agreed."""
import pytest

from operators import OPERATOR_KEY, Operators
from test_bot_ton import LIMIT_S, TON, add_ton, ask_where, keys, link_of, wallet, withdraw
from waiting import wait_until


@pytest.fixture
def house(open_house):
    return open_house(ton=True, admins=2, LUDICE_OPERATOR_KEY=OPERATOR_KEY,
                      LUDICE_TON_APPROVAL_FROM=str(3 * TON))


@pytest.fixture
def admins(house):
    return [admin.join() for admin in house.admins]


def press(admin, label):
    """The toast that answers it."""
    answer = admin.tap(label)
    return answer["text"] if answer else ""


def link_to_pay(admin):
    def found():
        return next((link_of(m) for m in reversed(admin.messages()) if "photo" in m and keys(m)), None)

    return wait_until(found, "a code to pay with", LIMIT_S)


def pay_from_the_house(admin, link):
    admin.telegram.post("/sim/ton/pay", **{"from": admin.id, "link": link, "house": True})


def test_a_withdrawal_is_taken_paid_and_seen_to_be(house, admins):
    olga, petr = admins
    anna = house.telegram.person("Anna").join()
    add_ton(anna, 2)
    withdraw(anna, 2)
    for admin in admins:
        admin.see("Withdrawal of 1.98", LIMIT_S)
    press(olga, "Take and pay")
    link = link_to_pay(olga)
    petr.see(f"#{olga.id} pays it", LIMIT_S)
    press(petr, "Take and pay")
    petr.see("not possible any more, or not yet")
    before = wallet(anna)["balance"]
    pay_from_the_house(olga, link)
    anna.see("1.98\u00a0TON was sent", LIMIT_S)
    for admin in admins:
        admin.see("Paid: seen on the chain", LIMIT_S)
        assert not any("op_" in (data or "") for _, _, data in admin.buttons())
    assert wallet(anna)["balance"] == before + 1_980_000_000


def test_an_operator_need_not_accept_what_players_accept(house):
    olga = house.admins[0]
    olga.send("/start")
    olga.button("accept_terms", LIMIT_S)
    anna = house.telegram.person("Anna").join()
    add_ton(anna, 2)
    withdraw(anna, 2)
    olga.see("Withdrawal of 1.98", LIMIT_S)
    press(olga, "Take and pay")
    assert link_to_pay(olga)


def test_what_is_decided_by_a_call_is_seen_when_it_is_pressed(house, admins):
    olga, _ = admins
    anna = house.telegram.person("Anna").join()
    link = link_of(ask_where(anna)).split("&text=")[0]
    house.telegram.post("/sim/ton/pay", **{"from": anna.id, "link": f"{link}&text=whose"})
    operators = Operators(house.program)
    waiting = wait_until(lambda: operators.call("watch", "/operator/suspense").data["items"], "it to wait", LIMIT_S)
    olga.send("/operator")
    olga.button("Keep for the house", LIMIT_S)
    operators.call("ivo", "/operator/suspense/write_off", suspense=waiting[0]["suspense"], reason="our own").data
    assert press(olga, "Send back") == "That is decided already."
    olga.see("no longer in suspense", LIMIT_S)
    assert not any("fits no rule" in text for text in olga.texts())


def test_who_is_no_admin_can_press_nothing(house, admins):
    anna, ivan = (house.telegram.person(name).join() for name in ("Anna", "Ivan"))
    add_ton(anna, 2)
    withdraw(anna, 2)
    _, _, data = admins[0].button("Take and pay", LIMIT_S)
    message_id = ivan.messages()[-1]["message_id"]
    answer = ivan.tap_data(message_id, data)
    assert "Only the people who run this bot" in answer["text"]
    asked = Operators(house.program).call("olga", "/operator/withdrawals").data["items"]
    assert [one["operator"] for one in asked] == [None]
    ivan.send("/operator")
    ivan.see("I understand the buttons")


def test_nobody_decides_for_himself_and_large_sums_take_two(house, admins):
    olga, petr = admins
    add_ton(olga, 5)
    withdraw(olga, 5)
    press(olga, "Agree")
    olga.see("must be different people", LIMIT_S)
    press(petr, "Agree")
    olga.see(f"#{petr.id} agreed", LIMIT_S)
    press(petr, "Take and pay")
    petr.see("must be different people")
    press(olga, "Take and pay")
    wait_until(lambda: sum("must be different people" in t for t in olga.texts()) == 2, "the second refusal", LIMIT_S)
    press(petr, "Reject")
    press(petr, "Yes, give it back")
    olga.see("back on your balance: 5\u00a0TON", LIMIT_S)


def test_money_in_suspense_goes_back_or_stays(house, admins):
    olga, petr = admins
    anna = house.telegram.person("Anna").join()
    card = ask_where(anna)
    link = link_of(card).split("&text=")[0]
    for memo in ("first", "second"):
        house.telegram.post("/sim/ton/pay", **{"from": anna.id, "link": f"{link}&text={memo}"})
    operators = Operators(house.program)
    wait_until(lambda: len(operators.call("watch", "/operator/suspense").data["items"]) == 2, "both to wait", LIMIT_S)
    olga.send("/operator")
    olga.see("Comment: second", LIMIT_S)
    press(olga, "Keep for the house")
    olga.see("no longer in suspense", LIMIT_S)
    press(olga, "Send back")
    olga.see("goes back to where it came from", LIMIT_S)
    press(olga, "Take and pay")
    before = wallet(anna)["balance"]
    pay_from_the_house(olga, link_to_pay(olga))
    wait_until(lambda: operators.call("watch", "/operator/suspense", state="refunded").data["items"],
               "the refund to be seen", LIMIT_S)
    assert wallet(anna)["balance"] == before + TON


def test_money_in_suspense_is_given_to_its_player(house, admins):
    olga, _ = admins
    anna, ivan = (house.telegram.person(name).join() for name in ("Anna", "Ivan"))
    link = link_of(ask_where(anna)).split("&text=")[0]
    house.telegram.post("/sim/ton/pay", **{"from": ivan.id, "link": f"{link}&text=ivan"})
    operators = Operators(house.program)
    wait_until(lambda: operators.call("watch", "/operator/suspense").data["items"], "it to wait", LIMIT_S)
    olga.send("/operator")
    olga.tap("Assign", LIMIT_S)
    olga.see("Whose are the")
    olga.send(ivan.name)
    assert f"to {ivan.name} (#{ivan.id})?" in olga.see("cannot be taken back")
    press(olga, "Yes, it is theirs")
    olga.see(f"went to {ivan.name}", LIMIT_S)
    ivan.see("1\u00a0TON came in", LIMIT_S)
    given = operators.call("watch", "/operator/suspense", state="assigned").data["items"]
    assert [one["comment"] for one in given] == ["ivan"]


def test_admins_hear_that_withdrawals_stop_and_go_on(house, admins):
    operators = Operators(house.program)
    operators.call("olga", "/operator/freeze", reason="the wallet moves house")
    for admin in admins:
        admin.see("Withdrawals are stopped", LIMIT_S)
    olga, petr = admins
    press(olga, "See what stops them")
    assert "olga: the wallet moves house" in olga.see("Compare the wallet with the ledger first", LIMIT_S)
    olga.send("it has moved")
    olga.see("Shall this be done?", LIMIT_S)
    assert operators.state()["ton"]["frozen"] == "olga: the wallet moves house", "nothing is decided yet"
    press(olga, "Yes, do it")
    for admin in admins:
        assert "it has moved" in admin.see("Withdrawals leave again", LIMIT_S)
    assert press(petr, "See what stops them") == "Not stopped: withdrawals."


def test_what_is_let_go_is_what_was_shown(house, admins):
    olga, _ = admins
    operators = Operators(house.program)
    operators.call("olga", "/operator/freeze", reason="a stolen phone")
    olga.see("Withdrawals are stopped", LIMIT_S)
    press(olga, "See what stops them")
    olga.see("Compare the wallet with the ledger first", LIMIT_S)
    olga.send("nobody took it")
    olga.see("Shall this be done?", LIMIT_S)
    operators.call("ivo", "/operator/unfreeze", frozen="olga: a stolen phone", reason="found it").data
    operators.call("ivo", "/operator/freeze", reason="another one").data
    press(olga, "Yes, do it")
    assert "Refused: nothing was done" in olga.see("something has joined what stopped it", LIMIT_S)
    assert operators.state()["ton"]["frozen"] == "ivo: another one"
