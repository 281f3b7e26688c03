"""Each alert about Telegram and the bot fires by its real fault: people who block the bot, another program that takes its
updates, a slow and a lost back end, a Telegram that is away or takes no messages, an update that cannot be stored, a webhook
out of reach."""
import json
import os
import signal
import sqlite3

from program import free_port
from tcp_proxy import TcpProxy
from telegram import TOKEN, start_match
from waiting import wait_until

LIMIT_S = 60
# More than twenty, whom one refusal each makes an alert.
CROWD = 25
GAMES = 10  # the fewest whose ends say something
SLOW_S = 5.5
FLOOD_S = 20  # more than a message may wait here before it calls somebody
LOOK_S = 60  # how often the bot asks Telegram how its webhook goes
SPOILT = """CREATE TRIGGER spoilt BEFORE UPDATE ON session WHEN NEW.user_id = {person}
            BEGIN SELECT RAISE(ABORT, 'a row that cannot be written'); END"""


def change(program, sql):
    """Changes the program's database beside it."""
    with sqlite3.connect(program.folder / "game.db", timeout=LIMIT_S) as database:
        database.execute(sql)


def take_updates(telegram):
    """As another program with the same TOKEN; confirms nothing."""
    telegram.request("POST", f"/bot{TOKEN}/getUpdates", json.dumps({"timeout": 0}).encode())


def leave_unheard(house):
    """A crowd that writes, and blocks the bot before it can answer."""
    crowd = [house.telegram.person() for _ in range(CROWD)]
    os.kill(house.program.process.pid, signal.SIGSTOP)
    try:
        for person in crowd:
            person.send("/start")
            house.telegram.post("/sim/block", **{"from": person.id, "on": True})
    finally:
        os.kill(house.program.process.pid, signal.SIGCONT)


def test_a_bot_that_people_cannot_use_calls_somebody(open_house, watch):
    port = free_port()
    line = TcpProxy(port)
    house = open_house(LUDICE_API_LISTEN=f"127.0.0.1:{port}", LUDICE_API_URL=f"http://127.0.0.1:{line.port}")
    telegram = house.telegram
    people = [telegram.person().join() for _ in range(5)]
    prometheus = watch(house.program)
    wait_until(lambda: prometheus.value('sum(ludice_telegram_calls_total{outcome="ok"})'), "a first look", LIMIT_S)
    wait_until(lambda: prometheus.firing() == {}, "a quiet Prometheus", LIMIT_S)

    leave_unheard(house)
    prometheus.wait_for("LudiceTelegramRefuses")
    assert "sendMessage" in prometheus.firing()["LudiceTelegramRefuses"]

    prometheus.wait_for("LudiceBotRefused", meanwhile=lambda: take_updates(telegram))

    line.delay_s = SLOW_S
    for person in people:
        person.send("/profile")
    prometheus.wait_for("LudiceUpdatesLate")
    line.delay_s = 0
    for person in people:
        person.see("Balance")

    telegram.fault("500", times=1000)
    prometheus.wait_for("LudiceTelegramAway")
    telegram.clear_faults()

    spoilt, *others = people
    change(house.program, SPOILT.format(person=spoilt.id))
    spoilt.send("/help")
    line.close()
    for person in others:
        person.send("/profile")
    prometheus.wait_for("LudiceUpdateSetAside", "LudiceUpdatesFail")
    change(house.program, "DROP TRIGGER spoilt")


def test_messages_that_telegram_does_not_take_call_somebody(open_house, watch):
    house = open_house()
    people = [house.telegram.person().join() for _ in range(5)]
    prometheus = watch(house.program)
    waiting, oldest = "ludice_bot_outbound_waiting", "ludice_bot_outbound_oldest_seconds"
    wait_until(lambda: prometheus.value(waiting) == prometheus.value(oldest) == 0, "a first look", LIMIT_S)
    wait_until(lambda: prometheus.firing() == {}, "a quiet Prometheus", LIMIT_S)

    house.telegram.fault("429", "sendMessage", times=1000, retry_after=FLOOD_S)
    for person in people:
        person.send("/profile")
    prometheus.wait_for("LudiceMessagesLate")
    assert prometheus.value(waiting) >= len(people)
    house.telegram.clear_faults()
    for person in people:
        person.see("Balance", limit_s=FLOOD_S + LIMIT_S)
    wait_until(lambda: prometheus.value(waiting) == prometheus.value(oldest) == 0, "nothing left to send", LIMIT_S)
    wait_until(lambda: prometheus.firing() == {}, "a quiet Prometheus", LIMIT_S)


def test_games_that_end_void_because_nobody_can_throw_call_somebody(open_house, watch):
    house = open_house(LUDICE_VOID_TTL="30s", LUDICE_TURN_TTL="20s")
    prometheus = watch(house.program)
    ended = 'sum(ludice_games_ended_total{end="void"})'
    wait_until(lambda: prometheus.value(ended) == 0, "a first look", LIMIT_S)
    wait_until(lambda: prometheus.firing() == {}, "a quiet Prometheus", LIMIT_S)

    house.telegram.fault("500", "sendDice", times=1_000_000)
    for _ in range(GAMES):
        first, _ = start_match(house.telegram)
        first.tap("Throw")
    prometheus.wait_for("LudiceGamesVoid")
    wait_until(lambda: prometheus.value(ended) == GAMES, "all of them to end", LIMIT_S)


def test_a_webhook_that_telegram_cannot_reach_calls_somebody(open_house, watch):
    port = free_port()
    line = TcpProxy(port)
    house = open_house(LUDICE_WEBHOOK_LISTEN=f"127.0.0.1:{port}", LUDICE_WEBHOOK_URL=f"http://127.0.0.1:{line.port}/telegram")
    person = house.telegram.person().join()
    prometheus = watch(house.program)
    wait_until(lambda: prometheus.value("ludice_webhook_error_age_seconds") == 0, "a first look", LIMIT_S)
    wait_until(lambda: prometheus.firing() == {}, "a quiet Prometheus", LIMIT_S)

    line.hold()
    person.send("/profile")
    prometheus.wait_for("LudiceWebhookFailing", limit_s=LOOK_S + LIMIT_S)
    assert prometheus.value("ludice_webhook_pending_updates") == 1
    line.release()
    person.see("In play")
