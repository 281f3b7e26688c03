"""The bot by webhook: Telegram brings the updates with their secret; what somebody else brings has no effect."""
import json
import re
import time

import pytest

from client import Http
from nginx import Nginx
from program import free_port
from telegram import TOKEN, result_of, start_match
from waiting import wait_until

SECRET = "a_secret_of_the_webhook-42"
PATH = "/telegram"


@pytest.fixture
def house(open_house):
    """A bot that is reached by webhook, and the way there."""
    port = free_port()
    house = open_house(LUDICE_WEBHOOK_LISTEN=f"127.0.0.1:{port}", LUDICE_WEBHOOK_SECRET=SECRET,
                       LUDICE_WEBHOOK_URL=f"http://127.0.0.1:{port}{PATH}")
    house.program.wait_for_log(lambda line: line.get("event") == "telegram_webhook_set", "the webhook")
    house.http = Http(port)
    return house


def bring(http, body, secret=SECRET, path=PATH):
    """One request to the webhook; its status."""
    headers = {"Content-Type": "application/json"} | ({"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {})
    return http.request("POST", path, body, headers).status


def updates(house):
    return [line["update"] for line in house.telegram.transcript() if line["type"] == "update"]


def webhook_info(house):
    return json.loads(house.telegram.request("GET", f"/bot{TOKEN}/getWebhookInfo").body)["result"]


def shown(house, figure):
    """A figure of the program's without labels."""
    return float(re.search(rf"^{figure} (\S+)$", house.program.operations("/metrics")[1], re.MULTILINE)[1])


def test_a_game_is_played_and_nothing_is_polled(house):
    house.telegram.next_dice(5, 2)
    first, second = start_match(house.telegram)
    first.tap("Throw")
    first.see("You have thrown")
    second.tap("Throw")
    assert "You won" in result_of(first) and "You lost" in result_of(second)
    called = {line["method"] for line in house.telegram.transcript() if line["type"] == "call"}
    assert "setWebhook" in called and "getUpdates" not in called


def test_without_the_secret_nothing_is_taken(house):
    person = house.telegram.person("Anna").join()
    forged = dict(updates(house)[0], update_id=10**6)
    forged["message"] = dict(forged["message"], text="/profile")
    texts = person.texts()
    for secret in (None, "", SECRET[:-1], SECRET + "x", SECRET.upper()):
        assert bring(house.http, json.dumps(forged).encode(), secret) == 401
    person.send("/help")
    person.see("How")
    assert not any("In play" in text for text in person.texts()[len(texts):])
    assert bring(house.http, json.dumps(forged).encode()) == 200
    person.see("In play")


def test_an_update_that_comes_again_has_no_second_effect(house):
    person = house.telegram.person("Anna").join()
    house.telegram.fault("duplicate")
    person.send("/profile")
    person.see("In play")
    last = updates(house)[-1]
    for _ in range(3):
        assert bring(house.http, json.dumps(last).encode()) == 200
    person.send("/help")
    person.see("How")
    assert sum("In play" in text for text in person.texts()) == 1


@pytest.mark.parametrize("body, status", [(b"", 400), (b"{", 400), (b"[]", 400), (b'{"update_id":"x"}', 400),
                                          (b'{"update_id":' + b"9" * 40 + b"}", 400), (b" " * 600_000, 413)],
                         ids=["empty", "cut", "array", "text id", "huge id", "too long"])
def test_what_is_no_update_is_refused(house, body, status):
    assert bring(house.http, body) == status
    person = house.telegram.person("Anna").join()
    person.send("/profile")
    person.see("In play")


def test_other_paths_and_methods_are_refused(house):
    assert bring(house.http, b"{}", path="/") == 404
    assert house.http.request("GET", PATH).status == 405
    house.telegram.person("Anna").join()


def test_updates_wait_at_telegram_while_the_bot_is_away(house):
    person = house.telegram.person("Anna").join()
    house.program.kill()
    person.send("/profile")
    wait_until(lambda: "last_error_message" in webhook_info(house), "a failure that is told")
    failed = webhook_info(house)
    assert failed["pending_update_count"] == 1 and abs(failed["last_error_date"] - time.time()) < 60
    assert failed["last_error_message"] == "Connection failed"
    house.program.start()
    person.see("In play")
    wait_until(lambda: webhook_info(house)["pending_update_count"] == 0, "all to be brought")
    assert webhook_info(house)["last_error_date"] >= failed["last_error_date"]  # it is remembered, as Telegram does it
    wait_until(lambda: shown(house, "ludice_webhook_error_age_seconds") > 0, "the bot to show it")


def test_a_bot_that_polls_again_takes_the_webhook_away(house):
    person = house.telegram.person("Anna").join()
    assert house.program.stop() == 0
    house.program.settings["LUDICE_WEBHOOK_URL"] = None
    house.program.start()
    person.send("/profile")
    person.see("In play")
    assert webhook_info(house)["url"] == ""


def test_the_secret_is_in_no_log(house):
    house.telegram.person("Anna").join()
    bring(house.http, b"{}", "wrong")
    assert SECRET not in json.dumps(house.program.log)


def test_nginx_hands_the_webhook_on(house, tmp_path):
    person = house.telegram.person("Anna").join()
    update = dict(updates(house)[0], update_id=10**6)
    update["message"] = dict(update["message"], text="/profile")
    nginx = Nginx(tmp_path / "nginx", ["127.0.0.1:9"], [f"127.0.0.1:{house.http.port}"]).start()
    try:
        assert bring(nginx.https(), json.dumps(update).encode(), "wrong") == 401
        assert bring(nginx.https(), json.dumps(update).encode()) == 200
    finally:
        nginx.close()
    person.see("In play")
