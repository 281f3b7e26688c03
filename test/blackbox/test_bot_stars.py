"""Stars through the bot as people of a local Telegram buy, play and get them back; what must hold of both sides is that
the bot holds by Telegram what the ledger says."""
import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from client import Finance, assert_error
from operators import OPERATOR_KEY, Operators
from telegram import TOKEN, result_of
from waiting import wait_until

LIMIT_S = 20
STARS_DICE = "Dice 🎲 ⭐"


@pytest.fixture
def house(open_house):
    return open_house(LUDICE_ASSETS="points,stars")


def invoice(person, limit_s=LIMIT_S):
    """The newest invoice in the chat, waiting for it."""
    def found():
        return next((m for m in reversed(person.messages()) if "invoice" in m), None)

    return wait_until(found, f"an invoice for {person.name}", limit_s)


def order(person, pack="⭐ 50"):
    known = {m["message_id"] for m in person.messages() if "invoice" in m}
    person.send("Top up 🔝")
    person.see("Choose a pack")
    person.tap(pack)
    return wait_until(lambda: next((m for m in reversed(person.messages())
                                    if "invoice" in m and m["message_id"] not in known), None), "an invoice", LIMIT_S)


def pay(person, message, who=None):
    payer = who or person
    return person.telegram.post("/sim/pay", **{"from": payer.id, "message_id": message["message_id"]})


def buy(person, pack="⭐ 50"):
    """Orders, pays, and reads the receipt; the charge."""
    paid = pay(person, order(person, pack))
    assert paid["paid"], paid
    person.see(paid["charge"])
    return paid["charge"]


def payments_of_chat(person):
    return [message for message in person.messages() if "successful_payment" in message]


def wallet(person):
    people = person.telegram.get("/sim/people").json["people"]
    return next(p["stars"] for p in people if p["id"] == person.id)


def balance(person):
    person.send("/profile")
    return person.see("In play").split("And ")[1].split(" Star")[0]


def call_bot_api(telegram, method, **params):
    answer = telegram.request("POST", f"/bot{TOKEN}/{method}", json.dumps(params).encode())
    assert answer.status == 200, answer
    return answer.json["result"]


def agree_and_forget(telegram):
    """In the bot's place: agrees to the payment that is asked about, and loses every update that follows."""
    def asked():
        updates = call_bot_api(telegram, "getUpdates")
        return next((u["pre_checkout_query"] for u in updates if "pre_checkout_query" in u), None)

    query = wait_until(asked, "a pre-checkout", LIMIT_S)
    call_bot_api(telegram, "answerPreCheckoutQuery", pre_checkout_query_id=query["id"], ok=True)
    call_bot_api(telegram, "deleteWebhook", drop_pending_updates=True)


def payments(house, person):
    return Finance(house.program).call("/payments", id=person.id).data["items"]


def test_the_packs_that_are_set_are_offered_and_the_history_has_the_charge(open_house):
    house = open_house(LUDICE_ASSETS="points,stars", LUDICE_STARS_PACKS="7,77")
    person = house.telegram.person().join()
    had = wallet(person)
    charge = buy(person, "⭐ 77")
    offered = [label for _, label, _ in person.buttons() if label.startswith("⭐") and label[-1].isdigit()]
    assert sorted(offered) == ["⭐ 7", "⭐ 77"] and wallet(person) == had - 77
    person.send("/history")
    person.tap("Stars ⭐")
    wait_until(lambda: any("Your history: Stars" in text and charge in text for text in person.texts()), "the charge in the history")


def test_buying_playing_and_a_refund(house):
    anna, ivan = house.telegram.person("Anna").join(), house.telegram.person("Ivan").join()
    before = wallet(anna)
    charge = buy(anna)
    buy(ivan)
    assert wallet(anna) == before - 50
    house.telegram.next_dice(5, 2)
    anna.wait_in_lobby(50, STARS_DICE)
    ivan.bet(50, STARS_DICE)
    anna.tap("Throw")
    wait_until(anna.dice, "the first dice")
    ivan.tap("Throw")
    assert "100 Stars" in result_of(anna) and "50 Stars" in result_of(ivan)
    anna.send("/paysupport")
    anna.tap("Refund ⭐ 50")
    anna.see("to your Telegram wallet?")
    anna.tap("Refund ⭐ 50")
    anna.see("went back to your Telegram wallet")
    assert wallet(anna) == before
    assert [(p["charge"], p["state"]) for p in payments(house, anna)] == [(charge, "refunded")]
    assert balance(anna) == "50"


def test_scene_14_a_payment_whose_news_is_lost_is_found_by_the_list(house):
    anna = house.telegram.person().join()
    message = order(anna)
    house.program.kill()
    with ThreadPoolExecutor(1) as pool:
        paying = pool.submit(pay, anna, message)
        agree_and_forget(house.telegram)
        paid = paying.result()
    assert paid["paid"]
    house.program.start()
    anna.see("came in")
    assert [p["charge"] for p in payments(house, anna)] == [paid["charge"]]
    assert balance(anna) == "50"


def test_scene_15_one_invoice_paid_twice_and_by_somebody_else(house):
    anna, ivan = house.telegram.person().join(), house.telegram.person().join()
    message = order(anna)
    # Before the first is booked the second is asked about as well: whatever Telegram takes is credited.
    with ThreadPoolExecutor(2) as pool:
        taken = [paid["charge"] for paid in pool.map(lambda _: pay(anna, message), range(2)) if paid["paid"]]
    assert taken
    for charge in taken:
        anna.see(charge)
    assert sorted(p["charge"] for p in payments(house, anna)) == sorted(taken)
    assert balance(anna) == str(50 * len(taken))
    again = pay(anna, message)
    assert not again["paid"] and "has been paid" in again["error"]
    other = json.dumps({"from": ivan.id, "message_id": message["message_id"]}).encode()
    assert house.telegram.request("POST", "/sim/pay", other).status == 409, "a forwarded copy leads to the bot"


def test_scene_16_nothing_is_taken_while_the_bot_is_down(house):
    anna = house.telegram.person().join()
    message = order(anna)
    house.program.kill()
    unanswered = pay(anna, message)
    assert not unanswered["paid"]
    house.program.start()
    wait_until(lambda: pay(anna, message)["paid"], "the bot to be back", LIMIT_S)
    anna.see("came in")


def test_scene_16_while_the_sale_is_stopped_nothing_is_taken_and_what_was_paid_counts(open_house):
    house = open_house(LUDICE_ASSETS="points,stars", LUDICE_OPERATOR_KEY=OPERATOR_KEY)
    anna, operators = house.telegram.person().join(), Operators(house.program)
    message = order(anna)
    payload = Finance(house.program).call("/stars/order", id=anna.id, amount=50).data["order"]
    assert operators.call("olga", "/operator/stars/stop", reason="the database moves").data["frozen"]
    refused = pay(anna, message)
    assert not refused["paid"] and "No Stars are sold just now" in refused["error"], refused
    anna.send("Top up 🔝")
    anna.see("Choose a pack")
    anna.tap("⭐ 50")
    anna.see("No Stars are sold just now")
    taken = Finance(house.program).call("/stars/credit", payer=anna.id, charge="taken before", amount=50, order=payload)
    assert taken.data["first"] and taken.data["balance"] == 50
    operators.call("olga", "/operator/stars/sell", frozen="olga: the database moves", reason="it has moved")
    buy(anna)
    assert balance(anna) == "100"


def test_scene_17_stars_refunded_by_the_store_after_they_were_lost(house):
    anna, ivan = house.telegram.person("Anna").join(), house.telegram.person("Ivan").join()
    charge = buy(anna)
    buy(ivan)
    house.telegram.next_dice(2, 5)
    anna.wait_in_lobby(50, STARS_DICE)
    ivan.bet(50, STARS_DICE)
    anna.tap("Throw")
    wait_until(anna.dice, "the first dice")
    ivan.tap("Throw")
    assert "100 Stars" in result_of(ivan)
    house.telegram.post("/sim/refund", charge=charge)
    anna.see("-50 Stars")
    assert balance(ivan) == "100"
    anna.send("Roll 🎲")
    anna.tap(STARS_DICE)
    anna.see("the smallest stake is")


def test_scene_18_telegram_answers_already_refunded(house):
    anna = house.telegram.person().join()
    buy(anna)
    house.telegram.fault("drop_after", "refundStarPayment")
    anna.send("/paysupport")
    anna.tap("Refund ⭐ 50")
    anna.see("to your Telegram wallet?")
    anna.tap("Refund ⭐ 50")
    anna.see("went back to your Telegram wallet")
    refunds = [line for line in house.telegram.transcript() if line.get("method") == "refundStarPayment"]
    assert len(refunds) == 2
    assert [p["state"] for p in payments(house, anna)] == ["refunded"]


def test_scene_37_a_bot_with_a_history_begins_with_a_baseline(house):
    anna = house.telegram.person().join()
    buy(anna)
    house.program.kill()
    # A database that knows nothing of this bot's past.
    house.program.settings["DATABASE_URL"] = f"sqlite:{house.program.folder / 'fresh.db'}"
    paid_at = payments_of_chat(anna)[-1]["date"]
    wait_until(lambda: time.time() >= paid_at + 1, "the next second", LIMIT_S)
    house.program.start()
    baseline = house.program.wait_for_log(lambda line: line.get("event") == "stars_baseline", "a baseline")
    assert (baseline["transactions"], baseline["balance"]) == (1, 50)
    anna.send("/start")
    anna.tap("accept_terms")
    anna.see("1000 points")
    assert payments(house, anna) == []


def test_stars_that_telegram_does_not_refund_are_cleared_up_by_an_operator(open_house):
    house = open_house(LUDICE_ASSETS="points,stars", LUDICE_OPERATOR_KEY=OPERATOR_KEY)
    anna = house.telegram.person("Anna").join()
    finance, operators = Finance(house.program), Operators(house.program)
    for charge in ("stray1", "stray2"):  # Telegram knows nothing of them
        finance.call("/stars/credit", payer=anna.id, charge=charge, amount=75, order="no order of ours")

    def kept():
        return [one["charge"] for one in operators.call("watch", "/operator/stars/suspense").data["items"]]

    def decide(step, charge, **more):
        return operators.call("olga", f"/operator/stars/suspense/{step}", charge=charge, reason="he wrote", **more)

    wait_until(lambda: kept() == ["stray1", "stray2"], "both to be refused", LIMIT_S)
    anna.see("on no balance here", LIMIT_S)
    assert not any("our balance" in text for text in anna.texts())
    assert decide("refund", "stray1").data["state"] == "refunding"
    wait_until(lambda: kept() == ["stray1", "stray2"], "it to be refused again", LIMIT_S)
    assert decide("assign", "stray1", id=anna.id).data["player"]["id"] == anna.id
    anna.see("came in", LIMIT_S)
    assert balance(anna) == "75"
    assert_error(decide("write_off", "stray1"), 409, "conflict")
    assert decide("write_off", "stray2").data["state"] == "written_off"
    assert kept() == []
    assert operators.state()["funds"][1] == {"asset": "stars", "owner": 75, "rake": 0}
    house.program.audit()
