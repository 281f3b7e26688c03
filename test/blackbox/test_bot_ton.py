"""TON through the bot as people of a local Telegram pay it in, play for it and take it out again, on the local network;
what must hold in the end is that the wallet holds what the ledger says."""
import base64
import sqlite3

import pytest

from operators import OPERATOR_KEY, Operators
from telegram import result_of
from waiting import wait_until

LIMIT_S = 40  # the watcher looks every few seconds, and backs off after faults
TON = 1_000_000_000
TON_DICE = "Dice 🎲 💎"
PNG = b"\x89PNG\r\n\x1a\n"


EXPLORER = "https://explorer.example/tx"


@pytest.fixture
def house(open_house):
    return open_house(ton=True, LUDICE_OPERATOR_KEY=OPERATOR_KEY, LUDICE_TON_LABEL="The Dicé's house",
                      LUDICE_TON_EXPLORER=EXPLORER)


def keys(message):
    return [key for row in message.get("reply_markup", {}).get("inline_keyboard", []) for key in row]


def wallet(person):
    return person.telegram.get("/sim/ton", person=person.id).json["wallet"]


def held_outside(house):
    return house.telegram.get("/sim/ton").json["house"]["balance"]


def held_by_the_ledger(house):
    with sqlite3.connect(f"file:{house.program.folder / 'game.db'}?mode=ro", uri=True) as database:
        return -database.execute("SELECT COALESCE(SUM(balance), 0) FROM account WHERE kind = 11").fetchone()[0]


def deposit_card(person):
    """The newest card that says where to pay, waiting for it."""
    def found():
        return next((m for m in reversed(person.messages()) if any("copy_text" in key for key in keys(m))), None)

    return wait_until(found, "a card with the address", LIMIT_S)


def ask_where(person):
    person.send("Top up 🔝")
    person.tap("Add TON")
    return deposit_card(person)


def link_of(message):
    return next(key["url"] for key in keys(message) if "url" in key)


def pay(person, link, **more):
    return person.telegram.post("/sim/ton/pay", **{"from": person.id, "link": link} | more)


def link_to(paid):
    """Where the transaction of a payment can be looked at."""
    return f"{EXPLORER}/{base64.b64decode(paid['hash']).hex()}"


def links(person, words):
    """In the newest message with these words."""
    message = next((m for m in reversed(person.messages()) if words in m.get("text", "")), {})
    return [entity["url"] for entity in message.get("entities", []) if entity["type"] == "text_link"]


def add_ton(person, tons=1):
    """Pays in, and reads the receipt."""
    ask_where(person)
    person.send(str(tons))
    wait_until(lambda: f"amount={tons * TON}&" in link_of(deposit_card(person)), "the amount in the link", LIMIT_S)
    pay(person, link_of(deposit_card(person)))
    person.see(f"{tons}\u00a0TON came in", LIMIT_S)


def withdraw(person, tons):
    """Up to the card that says that it waits."""
    person.send("/withdraw")
    person.see("address of your wallet")
    person.send(wallet(person)["address"])
    person.see("How much?")
    person.send(str(tons))
    person.tap("Send")
    person.see("waits to be sent")


def test_the_card_says_where_to_pay_and_turns_into_the_receipt(house):
    anna = house.telegram.person("Anna").join()
    card = ask_where(anna)
    copied = [key["copy_text"]["text"] for key in keys(card) if "copy_text" in key]
    address, memo, amount = copied
    assert address == house.telegram.get("/sim/ton").json["house"]["address"]
    assert memo.startswith("LD-") and amount == "1" and address in card["text"] and memo in card["text"]
    assert "test network" in card["text"]
    assert link_of(card) == f"ton://transfer/{address}?amount={TON}&text={memo}"
    anna.tap("5\u00a0TON")
    wait_until(lambda: f"amount={5 * TON}&" in link_of(deposit_card(anna)), "the amount in the link", LIMIT_S)
    assert deposit_card(anna)["message_id"] == card["message_id"]
    pay(anna, link_of(deposit_card(anna)))
    anna.see("5\u00a0TON came in", LIMIT_S)
    turned = next(m for m in anna.messages() if m["message_id"] == card["message_id"])
    assert "came in" in turned["text"] and keys(turned) == []
    pay(anna, link_of(card))
    anna.see("1\u00a0TON came in", LIMIT_S)
    anna.send("/profile")
    anna.see("6\u00a0TON")


def test_what_happened_on_the_chain_can_be_looked_at_and_is_in_the_history(house):
    anna = house.telegram.person("Anna").join()
    assert "The Dicé's house" in ask_where(anna)["text"]
    seen = [link_to(pay(anna, link_of(deposit_card(anna))))]
    wait_until(lambda: links(anna, "came in") == seen, "a link below the receipt", LIMIT_S)
    withdraw(anna, 1)
    operators = Operators(house.program)
    asked = operators.call("olga", "/operator/withdrawals").data["items"][0]
    assert (asked["transaction"], asked["explorer"]) == (None, None)
    taken = operators.call("olga", "/operator/withdrawals/take", withdrawal=asked["withdrawal"]).data
    sent = link_to(pay(anna, taken["link"], house=True))
    wait_until(lambda: links(anna, "was sent") == [sent], "a link below what was sent", LIMIT_S)
    paid = operators.call("olga", "/operator/withdrawals", state="paid").data["items"][0]
    assert paid["explorer"] == sent == f"{EXPLORER}/{paid['transaction']}"
    anna.send("/history")
    anna.tap("TON 💎")
    wait_until(lambda: links(anna, "Your history: TON") == seen, "the deposit's link", LIMIT_S)
    assert asked["withdrawal"] in next(t for t in anna.texts() if "Your history: TON" in t)


def test_a_qr_code_comes_as_a_picture(house):
    anna = house.telegram.person("Anna").join()
    ask_where(anna)
    anna.tap("QR code")
    photo = wait_until(lambda: next((m for m in anna.messages() if "photo" in m), None), "a picture", LIMIT_S)
    assert "LD-" in photo["caption"]
    content = anna.telegram.get("/sim/file", id=photo["photo"][0]["file_id"])
    assert content.body.startswith(PNG) and photo["photo"][0]["file_size"] == len(content.body)
    upload = next(line for line in house.telegram.transcript() if line.get("method") == "sendPhoto")
    assert base64.b64decode(upload["params"]["photo"].split(",")[1]) == content.body


def test_ton_is_paid_in_played_for_and_taken_out(house):
    anna, ivan = (house.telegram.person(name).join() for name in ("Anna", "Ivan"))
    for person in (anna, ivan):
        add_ton(person, 2)
    house.telegram.next_dice(6, 1)
    anna.bet("0.5", TON_DICE)
    anna.button("Cancel")
    ivan.bet("0,5", TON_DICE)
    for person in (anna, ivan):
        person.tap("Throw")
        wait_until(person.dice, "a dice", LIMIT_S)
    assert "1\u00a0TON" in result_of(anna) and "won" in result_of(anna)
    assert "Your balance: 1.5\u00a0TON" in result_of(ivan)
    before = wallet(anna)["balance"]
    withdraw(anna, 2.5)
    operators = Operators(house.program)
    asked = operators.call("olga", "/operator/withdrawals").data["items"][0]
    taken = operators.call("olga", "/operator/withdrawals/take", withdrawal=asked["withdrawal"]).data
    pay(ivan, taken["link"], house=True)
    anna.see("2.48\u00a0TON was sent", LIMIT_S)
    assert not any("waits to be sent" in text for text in anna.texts())
    assert wallet(anna)["balance"] == before + 2_480_000_000
    wait_until(lambda: held_by_the_ledger(house) == held_outside(house), "wallet and ledger to agree", LIMIT_S)


def test_a_withdrawal_that_is_rejected_comes_back_and_says_so(house):
    anna = house.telegram.person("Anna").join()
    add_ton(anna, 2)
    withdraw(anna, 2)
    operators = Operators(house.program)
    asked = operators.call("olga", "/operator/withdrawals").data["items"][0]
    operators.call("olga", "/operator/withdrawals/reject", withdrawal=asked["withdrawal"], reason="a wrong address")
    anna.see("was not sent", LIMIT_S)
    anna.see("back on your balance: 2\u00a0TON")


def test_what_cannot_be_withdrawn_is_refused_with_words_and_costs_nothing(house):
    anna = house.telegram.person("Anna").join()
    anna.send("/withdraw")
    anna.see("The least you can withdraw")
    add_ton(anna, 2)
    anna.send("/withdraw")
    anna.see("address of your wallet")
    anna.send("my wallet")
    anna.see("That is no address")
    broken = wallet(anna)["address"]
    anna.send(broken[:-1] + ("A" if broken[-1] != "A" else "B"))
    anna.see("How much?")
    for wrong in ("5", "0.5", "-1"):
        anna.send(wrong)
    anna.see("You can withdraw from")
    anna.send("2")
    anna.tap("Send")
    anna.see("That is no address")
    anna.send(house.telegram.get("/sim/ton").json["house"]["address"])
    wait_until(lambda: sum("How much?" in t for t in anna.texts()) == 2, "the question again", LIMIT_S)
    anna.send("2")
    wait_until(lambda: sum("Please check" in t for t in anna.texts()) == 2, "the last look again", LIMIT_S)
    anna.tap("Send")
    anna.see("our own wallet")
    anna.send("/profile")
    anna.see("2\u00a0TON")


def test_an_older_button_sends_nothing_to_a_newer_address(house):
    anna, ivan = house.telegram.person("Anna").join(), house.telegram.person("Ivan").join()
    add_ton(anna, 2)
    anna.send("/withdraw")
    anna.see("address of your wallet")
    anna.send(wallet(anna)["address"])
    anna.see("How much?")
    anna.send("1")
    message_id, _, data = anna.button("Send")
    anna.send("/withdraw")
    wait_until(lambda: sum("address of your wallet" in t for t in anna.texts()) == 2, "the question again", LIMIT_S)
    anna.send(wallet(ivan)["address"])
    wait_until(lambda: sum("How much?" in t for t in anna.texts()) == 2, "the amount's question again", LIMIT_S)
    assert anna.forge(message_id, data) == 200
    assert Operators(house.program).call("olga", "/operator/withdrawals").data["items"] == []


@pytest.mark.parametrize("kind", ["lag", "missing", "duplicate", "reverse", "pending", "lie", "html", "half", "429", "500", "drop",
                                  "delay"])
def test_a_provider_that_fails_delays_a_deposit_and_loses_nothing(house, kind):
    anna = house.telegram.person("Anna").join()
    card = ask_where(anna)
    house.telegram.post("/sim/ton/fault", kind=kind, times=3, ms=1_000)
    pay(anna, link_of(card))
    anna.see("1\u00a0TON came in", LIMIT_S)
    wait_until(lambda: held_by_the_ledger(house) == held_outside(house), "wallet and ledger to agree", LIMIT_S)
