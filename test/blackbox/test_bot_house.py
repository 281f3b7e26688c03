"""The house run from the chat: owner, balances, freezes and comparing, each ordered with buttons and words and done once
by the operator who asked for it; and every order stands in the sealed log."""
import json
import sqlite3

import pytest

from operators import OPERATOR_KEY, Operators
from test_bot_ton import LIMIT_S, TON
from waiting import wait_until


@pytest.fixture
def house(open_house):
    return open_house(ton=True, admins=2, LUDICE_OPERATOR_KEY=OPERATOR_KEY)


@pytest.fixture
def admins(house):
    return [admin.join() for admin in house.admins]


def count(person, part):
    return sum(part in text for text in person.texts())


def open_card(admin, label="The house", text="The house"):
    """Presses the newest such button and waits for what it brings."""
    before = count(admin, text)
    admin.tap(label, LIMIT_S)
    wait_until(lambda: count(admin, text) > before, text, LIMIT_S)


def look_at_house(admin):
    admin.send("/operator")
    open_card(admin)


def look_at(admin, player):
    look_at_house(admin)
    open_card(admin, "A player", "Which player?")
    before = count(admin, f"(#{player.id})")
    admin.send(player.name)
    wait_until(lambda: count(admin, f"(#{player.id})") > before, "the player", LIMIT_S)


def answer(admin, text, then):
    before = count(admin, then)
    admin.send(text)
    wait_until(lambda: count(admin, then) > before, then, LIMIT_S)


def confirm(admin, outcome):
    before = count(admin, outcome)
    answered = admin.tap("Yes, do it", LIMIT_S)
    wait_until(lambda: count(admin, outcome) > before, outcome, LIMIT_S)
    return answered["text"]


def order_change(admin, player, coin, amount, reason):
    look_at(admin, player)
    open_card(admin, f"Change {coin}", "By how much")
    answer(admin, amount, "Why? Send me one line")
    answer(admin, reason, "Shall this be done?")


def acts(house, call):
    """(operator, request_id, fields, outcome) of what is in the log."""
    with sqlite3.connect(f"file:{house.program.folder / 'game.db'}?mode=ro", uri=True) as database:
        rows = database.execute("SELECT operator, request_id, fields, outcome FROM operator_act WHERE call = ?", (call,))
        return [(who, request, json.loads(fields), outcome) for who, request, fields, outcome in rows]


def test_a_balance_is_changed_once_also_across_a_restart(house, admins):
    olga, _ = admins
    anna = house.telegram.person("Anna").join()
    order_change(olga, anna, "Points", "+50", "a prize")
    message_id, _, data = olga.button("Yes, do it")
    assert confirm(olga, f"Done by #{olga.id}") == "Done."
    house.restart()
    olga.forge(message_id, data)
    olga.send("/operator")
    look_at(olga, anna)
    assert "1050 points" in olga.see(f"(#{anna.id})\n\n")
    (who, request, fields, outcome), = acts(house, "/operator/adjust")
    assert who == f"#{olga.id}" and outcome == "done" and request.startswith("order:")
    assert fields == {"id": anna.id, "asset": "points", "amount": 50, "reason": "a prize"}


def test_a_card_that_waited_through_a_restart_is_done(house, admins):
    olga, _ = admins
    anna = house.telegram.person("Anna").join()
    order_change(olga, anna, "Points", "-50", "a slip")
    house.restart()
    confirm(olga, f"Done by #{olga.id}")
    assert olga.see("The balance is") and "950 points now" in olga.see("The balance is")


def test_a_refusal_is_said_in_words_and_stands_in_the_log(house, admins):
    olga, _ = admins
    anna = house.telegram.person("Anna").join()
    owned = next(f["owner"] for f in Operators(house.program).state()["funds"] if f["asset"] == "ton")
    order_change(olga, anna, "TON", str(owned // TON + 1), "too much")
    assert confirm(olga, "Fund the owner first") == "Refused: nothing was done."
    order_change(olga, olga, "Points", "1", "for me")
    confirm(olga, "That would be for yourself")
    assert [outcome for *_, outcome in acts(house, "/operator/adjust")] == ["insufficient_funds", "same_person"]


def test_withdrawals_are_stopped_and_go_on_from_the_chat(house, admins):
    olga, petr = admins
    operators = Operators(house.program)
    wait_until(lambda: len(operators.state()["stops"]) == 2, "the wallet to be known", LIMIT_S)
    look_at_house(olga)
    open_card(olga, "Stop withdrawals", "Why? Send me one line")
    answer(olga, "a stolen phone", "Shall this be done?")
    confirm(olga, f"Done by #{olga.id}")
    petr.see(f"#{olga.id}: a stolen phone", LIMIT_S)
    stop = operators.state()["stops"][0]
    assert stop["frozen"] == f"#{olga.id}: a stolen phone" and stop["since"] > 0
    look_at_house(petr)
    assert "a stolen phone" in petr.see("Stopped since")
    open_card(petr, "What stops withdrawals", "Compare the wallet with the ledger first")
    answer(petr, "found it", "Shall this be done?")
    confirm(petr, f"Done by #{petr.id}")
    assert operators.state()["stops"][0]["frozen"] is None
    assert [(who, fields["reason"]) for who, _, fields, _ in acts(house, "/operator/unfreeze")] == [
        (f"#{petr.id}", "found it")]


def test_a_player_is_stopped_and_let_go_from_the_chat(house, admins):
    olga, _ = admins
    anna = house.telegram.person("Anna").join()
    look_at(olga, anna)
    open_card(olga, "Stop the player", "Why? Send me one line")
    answer(olga, "plays for others", "Shall this be done?")
    confirm(olga, f"Done by #{olga.id}")
    anna.bet(50)
    anna.see("Your account is frozen", LIMIT_S)
    look_at(olga, anna)
    assert f"Stopped by #{olga.id}: plays for others" in olga.see("May neither stake")
    open_card(olga, "Let the player go on", "Why? Send me one line")
    answer(olga, "does not", "Shall this be done?")
    confirm(olga, f"Done by #{olga.id}")
    assert [outcome for *_, outcome in acts(house, "/operator/players/unfreeze")] == ["done"]


def test_comparing_is_ordered_from_the_chat(house, admins):
    olga, petr = admins
    look_at_house(olga)
    open_card(olga, "Compare now", "Shall this be done?")
    message_id, _, data = olga.button("Yes, do it")
    anna = house.telegram.person("Anna").join()
    forged = anna.tap_data(anna.messages()[-1]["message_id"], data)
    assert "Only the people who run this bot" in forged["text"]
    other = petr.tap_data(petr.messages()[-1]["message_id"], data)
    assert other["text"] == "Only who has asked for this can decide it."
    confirm(olga, f"Done by #{olga.id}")
    olga.forge(message_id, data)
    assert len(acts(house, "/operator/reconcile")) == 1
