"""`ludice demo` from outside: its robots, and whose its database is."""
import sqlite3

import pytest

from program import Program, free_port, run
from telegram import Telegram, result_of
from test_bot_stars import buy

BOT = 1000
SETTINGS = {"SECRET_KEY": None, "LUDICE_USER_LIMIT": None, "DATABASE_URL": "sqlite:data/demo.db"}


class DemoTelegram(Telegram):
    """Names the demonstration's bot in each call, as there may be others."""

    def post(self, path, /, **body):
        return super().post(path, bot=BOT, **body)

    def get(self, path, **query):
        return super().get(path, bot=BOT, **query)


@pytest.fixture
def start_demo(tmp_path):
    started = []

    def start(**settings):
        demo = Program(tmp_path, command=("demo",), **(SETTINGS | settings))
        started.append(demo)
        return demo.start()

    yield start
    for demo in started:
        if demo.is_running():
            assert demo.stop() == 0
            demo.audit()


def test_robots_play_with_the_bot_of_the_demonstration_beside_others(start_demo):
    telegram = DemoTelegram.of(start_demo())
    assert telegram.request("GET", "/bot123:abc/getMe").status == 200
    telegram.next_dice(5, 2)
    olga = telegram.person("Olga").join()
    olga.bet(100)
    olga.tap("Throw")
    result_of(olga)


def test_what_is_named_for_real_players_has_no_part_in_it(start_demo):
    """A demonstration beside the settings of a real house, here of one that cannot be reached."""
    nobody = f"127.0.0.1:{free_port()}"
    demo = start_demo(REDIS_URL=f"redis://{nobody}/0", AMQP_URL=f"amqp://guest:guest@{nobody}/", LUDICE_API_URL=f"http://{nobody}",
                      LUDICE_FINANCE_URL=f"http://{nobody}", LUDICE_WEBHOOK_URL=f"https://{nobody}/telegram")
    olga = DemoTelegram.of(demo).person("Olga").join()
    olga.ask_for_dice()
    assert not [line for line in demo.log if line.get("level") in ("warning", "error")]


def test_a_robot_buys_stars_and_plays_for_them(start_demo):
    telegram = DemoTelegram.of(start_demo())
    telegram.next_dice(5, 2)
    olga = telegram.person("Olga").join()
    buy(olga)
    olga.bet(50, "Dice 🎲 ⭐")
    olga.tap("Throw")
    result_of(olga)


def test_its_database_is_its_own_on_every_port(start_demo, tmp_path):
    for _ in range(2):
        assert start_demo(LUDICE_SANDBOX_LISTEN=f"127.0.0.1:{free_port()}").stop() == 0
    database = tmp_path / "data/demo.db"

    def note(name, value):
        with sqlite3.connect(database) as connection:
            assert connection.execute("UPDATE meta SET value = ? WHERE name = ?", (value, name)).rowcount == 1
        connection.close()

    note("telegram_api_root", "http://127.0.0.1:8090")  # what earlier versions wrote
    assert start_demo().stop() == 0
    note("bot", "77")
    refused = run(["demo"], tmp_path, {"LUDICE_SANDBOX_LISTEN": "127.0.0.1:0", "LUDICE_OPS_LISTEN": "127.0.0.1:0"})
    assert refused.returncode == 2 and "move data/demo.db* elsewhere" in refused.stderr, refused
    assert "DATABASE_URL" not in refused.stderr
    for file in database.parent.glob("demo.db*"):
        file.rename(tmp_path / file.name)
    assert start_demo().stop() == 0
