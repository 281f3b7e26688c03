"""The page at /docs in a real browser: it shows every call, computes what it explains, and its examples run."""
import os
import re
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


def examples(page):
    """Of every call its examples, as they stand on the page."""
    return page.execute_script("""
        return Object.fromEntries(Array.from(document.querySelectorAll("[data-testid^='call ']"), (section) =>
            [section.dataset.testid.slice(5), Object.fromEntries(['curl', 'python'].map((kind) =>
                [kind, section.querySelector(`[data-testid='${kind}']`).textContent]))]));""")


def test_every_example_is_what_it_says(page):
    for path, example in examples(page).items():
        compile(example["python"], f"the Python of {path}", "exec")
        result = run(["bash", "-n", "-c", example["curl"]])
        assert result.returncode == 0 and result.stderr == "", (path, result)


# What nothing that happened before can refuse, once somebody is registered.
ALWAYS = {"/register", "/profile", "/history", "/leaderboard", "/lobby", "/events"}


def test_the_examples_of_the_game_api_run(page, api):
    paths = api.http.request("GET", "/openapi.json").json["paths"]
    game_calls = [path for path, methods in paths.items() if methods.get("post", {}).get("tags") == ["game"]]
    assert set(game_calls) > ALWAYS
    shown = examples(page)
    for path in sorted(game_calls, key=lambda path: path != "/register"):
        for kind, arguments in [("curl", ["bash", "-c"]), ("python", ["python3", "-c"])]:
            text = shown[path][kind]
            assert PLACEHOLDER in text
            result = run([*arguments, text.replace(PLACEHOLDER, KEY)])
            succeeded = '"status":"success"' in result.stdout
            # What the rules refuse was understood; urllib makes an exception of it.
            refused = re.search(r'"code":"(\w+_not_found|already_\w+|conflict|not_\w+|game_\w+)"', result.stdout) \
                or re.search(r"HTTP Error (403|404|409)", result.stderr)
            assert succeeded or (refused and path not in ALWAYS), (text, result)


def test_rules_of_many_are_in_the_plural(page):
    rules = page.execute_script("return Array.from(document.querySelectorAll('.rule'), (rule) => rule.textContent)")
    assert any(rule.startswith("object of integers from ") for rule in rules)
    assert [rule for rule in rules if re.search(r"\ds\b|characterss", rule)] == []
