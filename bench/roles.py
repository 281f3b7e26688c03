#!/usr/bin/env python3
"""What two bots handle and what the relay carries: `script/bench roles`. Updates are brought to both bots by webhook and counted
when they are handled, with all that they store; their answers to people wait for their turn at Telegram, and do not count.
Events of games that were played while RabbitMQ was away are counted from when it is back until it has confirmed the last.
Medians of all rounds."""
import argparse
import json
import os
import re
import statistics
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
os.environ.setdefault("LUDICE_BIN", str(ROOT / "build/bench/src/app/ludice"))
sys.path.insert(0, str(ROOT / "test/blackbox"))
from client import Api, Http  # noqa: E402
from people import Player, fresh_bet  # noqa: E402
from postgres import Postgres, rows  # noqa: E402
from program import API, Program, end_what_is_left, free_port  # noqa: E402
from rabbitmq import Rabbit  # noqa: E402
from telegram import TOKEN, Telegram  # noqa: E402
from waiting import wait_until  # noqa: E402
from watch import children, cpu_s  # noqa: E402

SECRET = "a_secret_of_the_webhook-42"
LIMIT_S = 600


def counted(name, *programs):
    """The sum of a counter over its labels, of all these."""
    text = "\n".join(program.operations("/metrics")[1] for program in programs)
    return sum(float(value) for value in re.findall(rf"^{name}(?:{{.*}})? (\S+)$", text, re.MULTILINE))


def looked(condition):
    """Not so often that it would cost something."""
    time.sleep(0.1)
    return condition()


def cpu(*pids):
    return sum(cpu_s(Path(f"/proc/{pid}/stat")) for pid in pids)


class Measured:
    """CPU of the programs and of PostgreSQL, and the time, between two moments."""

    def __init__(self, server, *programs):
        self.programs, self.server = [program.process.pid for program in programs], server.process.pid
        self.before = self._now()

    def _now(self):
        return time.monotonic(), cpu(*self.programs), cpu(self.server, *children(self.server))

    def figures(self, what, count):
        took_s, ours_s, server_s = (now - then for now, then in zip(self._now(), self.before))
        return {f"{what}s a second": count / took_s, f"CPU of Ludicé, ms {what}": ours_s * 1000 / count,
                f"CPU of PostgreSQL, ms {what}": server_s * 1000 / count}


def updates_of(people, count):
    """Everybody asks for his profile, again and again."""
    for number in range(count):
        person = people[number % len(people)]
        human = {"id": person.id, "is_bot": False, "first_name": person.name}
        message = {"message_id": 1_000_000 + number, "date": int(time.time()), "from": human, "text": "/profile",
                   "chat": {"id": person.id, "type": "private", "first_name": person.name},
                   "entities": [{"type": "bot_command", "offset": 0, "length": 8}]}
        yield json.dumps({"update_id": 1_000_000 + number, "message": message}).encode()


def two_bots(folder, server, count, people):
    """Both receive, one handles; the API is a process of its own."""
    telegram = Telegram(folder / "telegram")
    url = server.database()
    made = {name: folder / name for name in ("api", "first", "second")}
    for place in made.values():
        place.mkdir()
    api = Program(made["api"], command=("serve", "--roles", "api"), DATABASE_URL=url, LUDICE_TRUSTED_CLIENTS="127.0.0.0/8").start()
    ports = [free_port(), free_port()]
    bots = [Program(made[name], command=("serve", "--roles", "bot"), DATABASE_URL=url, TOKEN=TOKEN, TELEGRAM_API_ROOT=telegram.root,
                    LUDICE_API_URL=f"http://127.0.0.1:{api.port(API)}", LUDICE_FINANCE_URL="http://127.0.0.1:9", LUDICE_WEBHOOK_LISTEN=f"127.0.0.1:{port}",
                    LUDICE_WEBHOOK_URL=f"http://127.0.0.1:{ports[0]}/telegram", LUDICE_WEBHOOK_SECRET=SECRET).start()
            for name, port in zip(("first", "second"), ports)]
    crowd = [telegram.person().join() for _ in range(people)]
    doors = [Http(port) for port in ports]
    headers = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": SECRET}

    def bring(numbered):
        number, body = numbered
        return doors[number % 2].request("POST", "/telegram", body, headers).status

    before, measured = counted("ludice_bot_updates_total", *bots), Measured(server, api, *bots)
    with ThreadPoolExecutor(16) as pool:
        assert set(pool.map(bring, enumerate(updates_of(crowd, count)))) == {200}
    wait_until(lambda: looked(lambda: counted("ludice_bot_updates_total", *bots) - before >= count), "all updates to be handled",
               LIMIT_S)
    found = measured.figures("update", count)
    for program in (*bots, api, telegram.program):
        program.kill()
    return found


def relay(folder, server, games):
    """The broker comes back to what has gathered."""
    rabbit, place, url = Rabbit(), folder / "relay", server.database()
    place.mkdir()
    try:
        program = Program(place, DATABASE_URL=url, AMQP_URL=rabbit.url(rabbit.vhost()),
                          LUDICE_TRUSTED_CLIENTS="127.0.0.0/8").start()
        api = Api(program)
        wait_until(lambda: counted("ludice_rabbitmq_connected", program) == 1, "a link", LIMIT_S)
        rabbit.stop()
        before = counted("ludice_relay_events_total", program)

        def play(_):
            first, second, bet = Player(api), Player(api), fresh_bet()
            first.start(bet)
            game_id = second.start(bet).data["game_id"]
            first.result(game_id, 6)
            second.result(game_id, 1)

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(play, range(games)))
        waiting = int(rows(url, "SELECT COUNT(*) FROM event")[0][0])
        rabbit.start()
        wait_until(lambda: counted("ludice_relay_events_total", program) > before, "the first event", LIMIT_S)
        began, measured = counted("ludice_relay_events_total", program), Measured(server, program)
        wait_until(lambda: looked(lambda: counted("ludice_relay_events_total", program) - before >= waiting),
                   "all events to be carried", LIMIT_S)
        found = measured.figures("event", counted("ludice_relay_events_total", program) - began)
        program.kill()
        return found
    finally:
        rabbit.close()


def main():
    arguments = argparse.ArgumentParser(prog="script/bench roles", description=__doc__)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--updates", type=int, default=3000, help="for each round (default: 3000)")
    arguments.add_argument("--people", type=int, default=60, help="whom they are of (default: 60)")
    arguments.add_argument("--games", type=int, default=2000, help="whose events are carried (default: 2000)")
    asked = arguments.parse_args()
    server, rounds = Postgres(fsync="on"), []
    try:
        for _ in range(asked.rounds):
            with tempfile.TemporaryDirectory(prefix="ludice-roles-") as place:
                folder = Path(place)
                rounds.append(two_bots(folder, server, asked.updates, asked.people) | relay(folder, server, asked.games))
                print(rounds[-1], file=sys.stderr, flush=True)
    finally:
        end_what_is_left()
        server.close()
    print(f"{os.cpu_count()} cores, {asked.rounds} rounds, load {os.getloadavg()[0]:.1f}")
    for what in rounds[0]:
        print(f"{what:40}{statistics.median(found[what] for found in rounds):12.2f}")


if __name__ == "__main__":
    main()
