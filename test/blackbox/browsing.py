"""A headless Chromium for tests of pages."""
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--window-size=1180,1240"]
LIMIT_S = 30


def open_browser(profile):
    """A browser with its profile in that folder; whoever opens it quits it."""
    options = webdriver.ChromeOptions()
    for flag in FLAGS:
        options.add_argument(flag)
    options.add_argument(f"--user-data-dir={profile}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))


def of(testid):
    """The selector of what a page marks for tests."""
    return f"[data-testid='{testid}']"


def severe(browser):
    """What the page complained about."""
    return [line for line in browser.get_log("browser") if line["level"] == "SEVERE"]
