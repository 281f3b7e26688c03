"""The page at /docs in a real browser: it shows every call, computes what it explains, and its examples run."""
import os
import subprocess

import pytest
from selenium.webdriver.common.by import By

from browsing import LIMIT_S, of, severe
from client import digest
from people import fresh_id, fresh_name
from program import API, KEY
from waiting import wait_until

PLACEHOLDER = "the value of SECRET_KEY"


@pytest.fixture
def page(program, browser):
    browser.get(f"http://127.0.0.1:{program.port(API)}/docs")
    wait_until(lambda: browser.find_elements(By.CSS_SELECTOR, "[data-testid^='call ']"), "the calls", LIMIT_S)
    yield browser
    assert severe(browser) == []


def call(page, path):
    """The section of a call, with all that is folded in it opened."""
    section = page.find_element(By.CSS_SELECTOR, of(f"call {path}"))
    page.execute_script("for (const fold of arguments[0].querySelectorAll('details')) fold.open = true;", section)
    return section


def send(section):
    """Presses the button, in the middle of the window: at its edge something may lie above it."""
    button = section.find_element(By.CSS_SELECTOR, of("send"))
    section.parent.execute_script("arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", button)
    button.click()


def run(arguments):
    return subprocess.run(arguments, capture_output=True, text=True, timeout=LIMIT_S, check=False)


def test_every_call_is_shown(page, api):
    shown = {section.get_attribute("data-testid").removeprefix("call ")
             for section in page.find_elements(By.CSS_SELECTOR, "[data-testid^='call ']")}
    paths = api.http.request("GET", "/openapi.json").json["paths"]
    assert shown == {path for path, methods in paths.items()
                     if "documents" not in [tag for operation in methods.values() if "tags" in operation
                                            for tag in operation["tags"]]}
    if folder := os.environ.get("LUDICE_SCREENSHOTS"):
        page.save_screenshot(f"{folder}/docs.png")


def test_the_steps_of_the_signature_are_right(page):
    text = {name: page.find_element(By.ID, f"step-{name}").get_attribute("textContent")
            for name in ("canonical", "text", "key", "signature")}
    assert text["canonical"] == '{"bet":50,"timestamp":1700000000.25,"username":"anna"}'
    assert text["signature"] == digest(text["key"], f"POST\n/start/game\n{text['canonical']}")


def test_a_call_is_signed_in_the_browser_and_sent(page):
    page.find_element(By.ID, "key").send_keys(KEY)
    section = call(page, "/register")
    box = section.find_element(By.TAG_NAME, "textarea")
    name = fresh_name("Zoë🎲")
    page.execute_script("arguments[0].value = arguments[1]", box, f'{{"username": "{name}", "id": {fresh_id()}}}')
    send(section)
    answer = wait_until(lambda: section.find_elements(By.CSS_SELECTOR, of("answer")), "the answer", LIMIT_S)[0].text
    assert answer.startswith("200") and name in answer and '"created": true' in answer
    kept = page.execute_script("return localStorage.length + sessionStorage.length + document.cookie.length")
    assert kept == 0
    if folder := os.environ.get("LUDICE_SCREENSHOTS"):
        page.execute_script("arguments[0].scrollIntoView()", section)
        page.save_screenshot(f"{folder}/docs-try.png")


def test_without_a_key_the_page_says_what_is_missing(page):
    section = call(page, "/profile")
    send(section)
    wait_until(lambda: "SECRET_KEY" in section.find_element(By.CSS_SELECTOR, of("output")).text, "a hint", LIMIT_S)


@pytest.mark.parametrize("path", ["/register", "/start/game", "/events"])
def test_the_examples_of_signed_calls_run(page, path):
    section = call(page, path)
    for kind, arguments in [("curl", ["bash", "-c"]), ("python", ["python3", "-c"])]:
        text = section.find_element(By.CSS_SELECTOR, of(kind)).get_attribute("textContent")
        assert PLACEHOLDER in text
        result = run([*arguments, text.replace(PLACEHOLDER, KEY)])
        # A second start is refused by the rules, and urllib makes an exception of it.
        assert '"status":"success"' in result.stdout or "already_in_game" in result.stdout \
            or "409" in result.stderr, (text, result)
