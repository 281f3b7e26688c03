"""The page in a browser: two people side by side play a whole game on `ludice demo`, from the first visit on. It
leaves a screenshot at the path in LUDICE_SCREENSHOT."""
import os

import pytest
from selenium.common.exceptions import ElementClickInterceptedException, StaleElementReferenceException
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from browsing import LIMIT_S, of, severe
from operators import OPERATOR_KEY, Operators
from program import SANDBOX, Program
from telegram import Telegram
from waiting import wait_until


@pytest.fixture
def demo(tmp_path):
    program = Program(tmp_path, command=("demo", "--fresh"), SECRET_KEY=None, LUDICE_USER_LIMIT=None,
                      DATABASE_URL="sqlite:data/demo.db").start()
    yield program
    assert program.stop() == 0
    program.audit()


@pytest.fixture
def ton_demo(tmp_path):
    """With TON, which is asked for, on the page's own network."""
    program = Program(tmp_path, command=("demo", "--fresh"), SECRET_KEY=None, LUDICE_USER_LIMIT=None,
                      LUDICE_ASSETS="points,stars,ton", LUDICE_OPERATOR_KEY=OPERATOR_KEY,
                      DATABASE_URL="sqlite:data/demo.db").start()
    yield program
    assert program.stop() == 0
    program.audit()


class Pane:
    """One person's pane, found anew for each look: the page redraws."""

    def __init__(self, browser, number):
        self.browser = browser
        self.number = number

    def element(self):
        panes = self.browser.find_elements(By.CSS_SELECTOR, of("pane"))
        return panes[self.number] if len(panes) > self.number else None

    def all(self, selector):
        pane = self.element()
        return pane.find_elements(By.CSS_SELECTOR, selector) if pane else []

    def click(self, testid, label=""):
        """Clicks the last such element whose text has the label, waiting for it."""
        self.click_in(of(testid), label)

    def press(self, callback):
        """Clicks the last inline button that carries this."""
        self.click_in(f"{of('inline-button')}[data-callback='{callback}']")

    def click_in(self, selector, label=""):
        def clicked():
            try:
                for found in reversed(self.all(selector)):
                    if found.is_displayed() and found.is_enabled() and label in found.text:
                        found.click()
                        return True
            except (StaleElementReferenceException, ElementClickInterceptedException):
                pass
            return False

        wait_until(clicked, f"{selector} {label!r} in pane {self.number}", LIMIT_S)

    def type(self, text):
        box = wait_until(lambda: [e for e in self.all(of("input")) if e.is_displayed()], "the input", LIMIT_S)[0]
        box.send_keys(text)
        box.send_keys(Keys.ENTER)

    def see(self, part):
        def seen():
            try:
                return any(part in message.text.replace("\u00a0", " ") for message in self.all(of("message")))
            except StaleElementReferenceException:
                return False

        wait_until(seen, f"{part!r} in pane {self.number}", LIMIT_S)

    def dice(self):
        """The values of the dice that have come to rest."""
        try:
            return [int(found.get_attribute("data-value")) for found in self.all(of("dice"))
                    if found.get_attribute("data-settled") == "true"]
        except StaleElementReferenceException:
            return []

    def enter(self, name):
        """A new person takes the pane, presses Start, and accepts the terms."""
        name_box = wait_until(lambda: [e for e in self.all(of("new-person-name")) if e.is_displayed()], "the picker",
                              LIMIT_S)[0]
        name_box.clear()
        name_box.send_keys(name)
        username_box = self.all(of("new-person-username"))[0]
        username_box.clear()
        username_box.send_keys(name.lower() + "_plays")
        self.click("new-person")
        self.click("start")
        self.click("inline-button", "accept")
        self.click("reply-button", "Roll")

    def bet(self, amount, game="dice"):
        self.press(game)
        self.see("How much do you stake")
        self.type(str(amount))

    def throw_dart(self, number):
        """Presses the button of this dart; the card that has it comes below the dart before."""
        self.see("You have 3 darts" if number == 1 else f"Dart {number} of 3")
        self.click("inline-button", "Throw")
        wait_until(lambda: len(self.dice()) >= number, f"dart {number} at rest in pane {self.number}", LIMIT_S)


def test_two_people_side_by_side_play_a_whole_game(demo, browser):
    telegram = Telegram.of(demo)
    telegram.next_dice(5, 2)
    browser.get(f"http://127.0.0.1:{demo.port(SANDBOX)}/")
    anna, ivan = Pane(browser, 0), Pane(browser, 1)
    wait_until(anna.element, "the first pane", LIMIT_S)
    if not ivan.element():
        browser.find_element(By.CSS_SELECTOR, of("add-pane")).click()
    wait_until(ivan.element, "the second pane", LIMIT_S)
    anna.enter("Anna")
    ivan.enter("Ivan")
    # Both up to the last key, so that no robot has the patience to come between them.
    anna.bet(150)
    ivan.bet(150)
    anna.click("inline-button", "Throw")
    wait_until(lambda: anna.dice() == [5], "the first dice at rest", LIMIT_S)
    ivan.click("inline-button", "Throw")
    anna.see("You won")
    ivan.see("You lost")
    wait_until(lambda: sorted(anna.dice()) == [2, 5] and sorted(ivan.dice()) == [2, 5], "all dice at rest", LIMIT_S)
    anna.see("1150 points")
    ivan.see("850 points")
    wait_until(lambda: not browser.find_elements(By.CSS_SELECTOR, of("toast")), "the toasts to go", LIMIT_S)
    assert severe(browser) == []
    if path := os.environ.get("LUDICE_SCREENSHOT"):
        assert browser.save_screenshot(path)


def test_a_robot_joins_who_waits_alone(demo, browser):
    browser.get(f"http://127.0.0.1:{demo.port(SANDBOX)}/")
    person = Pane(browser, 0)
    wait_until(person.element, "the pane", LIMIT_S)
    person.enter("Olga")
    person.bet(100)
    person.click("inline-button", "Throw")
    wait_until(lambda: person.dice(), "a dice at rest", LIMIT_S)
    assert severe(browser) == []


def test_stars_are_bought_on_the_page_and_played_for(demo, browser):
    Telegram.of(demo).next_dice(5, 2)
    browser.get(f"http://127.0.0.1:{demo.port(SANDBOX)}/")
    anna, ivan = Pane(browser, 0), Pane(browser, 1)
    wait_until(anna.element, "the first pane", LIMIT_S)
    if not ivan.element():
        browser.find_element(By.CSS_SELECTOR, of("add-pane")).click()
    wait_until(ivan.element, "the second pane", LIMIT_S)
    for person, name in ((anna, "Anna"), (ivan, "Ivan")):
        person.enter(name)
        person.click("reply-button", "Top up")
        person.press("star50")
        person.click("pay-button", "50")
        wait_until(lambda: browser.find_elements(By.CSS_SELECTOR, of("alert-confirm")), "the sheet", LIMIT_S)[0].click()
        person.see("came in")
    for person in (anna, ivan):
        person.click("reply-button", "Roll")
        person.bet(50, "dice:stars")
    for person in (anna, ivan):
        person.click("inline-button", "Throw")
        wait_until(person.dice, f"a dice in pane {person.number}", LIMIT_S)
    anna.see("100 Stars")
    ivan.see("Your stake of 50 Stars")
    assert severe(browser) == []


def test_ton_is_paid_in_on_the_page_played_for_and_taken_out(ton_demo, browser):
    demo = ton_demo
    telegram = Telegram.of(demo)
    telegram.next_dice(5, 2)
    browser.get(f"http://127.0.0.1:{demo.port(SANDBOX)}/")
    anna, ivan = Pane(browser, 0), Pane(browser, 1)
    wait_until(anna.element, "the first pane", LIMIT_S)
    if not ivan.element():
        browser.find_element(By.CSS_SELECTOR, of("add-pane")).click()
    wait_until(ivan.element, "the second pane", LIMIT_S)

    def confirm():
        found = wait_until(lambda: browser.find_elements(By.CSS_SELECTOR, of("alert-confirm")), "the wallet", LIMIT_S)
        found[0].click()
        wait_until(lambda: not browser.find_elements(By.CSS_SELECTOR, of("alert-confirm")), "the wallet to go", LIMIT_S)

    for person, name in ((anna, "Anna"), (ivan, "Ivan")):
        person.enter(name)
        person.click("reply-button", "Top up")
        person.press("ton")
        person.press("ton_amount:5000000000")
        person.click("inline-button", "QR code")
        wait_until(lambda: person.all(of("photo")), "the picture", LIMIT_S)
        person.click("inline-button", "Open wallet")
        confirm()
        person.see("5 TON came in")
    for person in (anna, ivan):
        person.click("reply-button", "Roll")
        person.bet(1, "dice:ton")
    for person in (anna, ivan):
        person.click("inline-button", "Throw")
        wait_until(person.dice, f"a dice in pane {person.number}", LIMIT_S)
    anna.see("6 TON")
    ivan.see("Your stake of 1 TON")
    people = {p["name"]: p["id"] for p in telegram.get("/sim/people").json["people"]}
    anna.type("/withdraw")
    anna.see("address of your wallet")
    anna.type(telegram.get("/sim/ton", person=people["Anna"]).json["wallet"]["address"])
    anna.see("How much?")
    anna.type("2")
    anna.click("inline-button", "Send")
    anna.see("waits to be sent")
    operators = Operators(demo)
    asked = operators.call("olga", "/operator/withdrawals").data["items"][0]
    link = operators.call("olga", "/operator/withdrawals/take", withdrawal=asked["withdrawal"]).data["link"]
    telegram.post("/sim/ton/pay", **{"from": people["Ivan"], "link": link, "house": True})
    anna.see("1.98 TON was sent")
    assert severe(browser) == []
    if path := os.environ.get("LUDICE_SCREENSHOT_TON"):
        assert browser.save_screenshot(path)


def test_target_is_played_with_a_robot_dart_by_dart(demo, browser):
    Telegram.of(demo).next_dice(6, 2, 4, emoji="🎯")
    browser.get(f"http://127.0.0.1:{demo.port(SANDBOX)}/")
    person = Pane(browser, 0)
    wait_until(person.element, "the pane", LIMIT_S)
    person.enter("Vera")
    person.bet(100, "target")
    person.see("You have 3 darts")
    for number in (1, 2, 3):
        person.throw_dart(number)
    person.see("Your balance")
    wait_until(lambda: len(person.dice()) >= 6, "all darts at rest", LIMIT_S)
    assert {found.get_attribute("data-emoji") for found in person.all(of("dice"))} == {"🎯"}
    assert severe(browser) == []
