"""The page in small windows: words stay whole, and a chat has room above its keyboard."""
import json
import os

import pytest
from selenium.webdriver.common.by import By

from browsing import LIMIT_S, of, severe
from telegram import TOKEN, Telegram
from waiting import wait_until

STAKES = ["10", "20", "Everything: 1,000"]
KEYS = [["Roll 🎲", "Help ❓"], ["Profile 👤", "Top up 🔝"]]


@pytest.fixture
def telegram(tmp_path):
    telegram = Telegram(tmp_path / "telegram")
    yield telegram
    assert telegram.program.stop() == 0


def bot_calls(telegram, method, **params):
    answer = telegram.request("POST", f"/bot{TOKEN}/{method}", json.dumps(params).encode())
    assert answer.status == 200, answer


def chat_of(telegram, name):
    """Somebody's chat with a keyboard and a question for the stake."""
    bot_calls(telegram, "getMe")
    person = telegram.post("/sim/people", name=name)["id"]
    telegram.post("/sim/send", **{"from": person, "text": "/start"})
    bot_calls(telegram, "sendMessage", chat_id=person, text="Welcome",
              reply_markup={"keyboard": [[{"text": text} for text in row] for row in KEYS]})
    bot_calls(telegram, "sendMessage", chat_id=person, text="How much?", reply_markup={"inline_keyboard": [
        [{"text": text, "callback_data": text} for text in STAKES]]})
    return person


def resize(browser, width, height):
    """Narrower than a window of a headless browser can be made."""
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride",
                            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False})


def shot(browser, name):
    if folder := os.environ.get("LUDICE_SCREENSHOTS"):
        browser.save_screenshot(f"{folder}/{name}.png")


def show(browser, telegram, *people):
    browser.get(f"{telegram.root}/#people={','.join(map(str, people))}")
    wait_until(lambda: browser.find_elements(By.CSS_SELECTOR, of("inline-button")), "the chat", LIMIT_S)


def test_a_long_stake_stays_on_one_line_in_its_chat(telegram, browser):
    resize(browser, 360, 640)
    show(browser, telegram, chat_of(telegram, "Anna"))
    shot(browser, "stakes-360")
    everything = browser.find_elements(By.CSS_SELECTOR, of("inline-button"))[-1]
    lines, overflow = browser.execute_script("""
        const text = document.createRange();
        text.selectNodeContents(arguments[0].querySelector('.label'));
        const bottoms = new Set(Array.from(text.getClientRects(), (part) => Math.round(part.bottom)));
        const row = arguments[0].closest('.key-row').getBoundingClientRect();
        return [bottoms.size, arguments[0].getBoundingClientRect().right > row.right + 1];""", everything)
    assert lines == 1 and not overflow
    assert severe(browser) == []


def test_the_tab_of_a_short_name_is_whole_beside_a_long_one(telegram, browser):
    resize(browser, 360, 640)
    show(browser, telegram, chat_of(telegram, "Mo"), chat_of(telegram, "Maximiliane von Hohenstein-Wittelsbach"))
    wait_until(lambda: len(browser.find_elements(By.CSS_SELECTOR, of("tab"))) == 2, "the tabs", LIMIT_S)
    shot(browser, "tabs-360")
    short, long = [tab.find_element(By.TAG_NAME, "bdi") for tab in browser.find_elements(By.CSS_SELECTOR, of("tab"))]
    is_cut = "return arguments[0].scrollWidth > arguments[0].clientWidth"
    assert not browser.execute_script(is_cut, short) and browser.execute_script(is_cut, long)
    assert severe(browser) == []


def test_the_keyboard_is_folded_in_a_low_window(telegram, browser):
    resize(browser, 360, 277)
    show(browser, telegram, chat_of(telegram, "Anna"))
    shot(browser, "low-277")
    keyboard = browser.find_element(By.CSS_SELECTOR, of("reply-keyboard"))
    toggle = browser.find_element(By.CSS_SELECTOR, of("keyboard-toggle"))
    assert not keyboard.is_displayed() and toggle.get_attribute("aria-expanded") == "false"
    assert browser.find_element(By.CSS_SELECTOR, of("log")).rect["height"] > 100
    toggle.click()
    assert keyboard.is_displayed()
    toggle.click()
    resize(browser, 360, 640)
    assert not keyboard.is_displayed(), "it was put away by hand"
    toggle.click()
    resize(browser, 360, 277)
    wait_until(lambda: not keyboard.is_displayed(), "the keyboard to fold", LIMIT_S)
    resize(browser, 360, 640)
    wait_until(keyboard.is_displayed, "the keyboard to come back", LIMIT_S)
    assert severe(browser) == []
