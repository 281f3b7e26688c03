"""The relay: events go to RabbitMQ confirmed and in order for each game, whatever happens to the broker meanwhile."""
import contextlib
import json
import signal
import sqlite3
import threading

import pytest
from pika.exceptions import ChannelClosedByBroker

from client import Api
from consumer import Consumer
from people import pair
from postgres import rows
from rabbitmq import EXCHANGE, PASSWORD, QUEUE
from waiting import wait_until

NOT_FOUND = 404
WHOLE_GAME = ["game_waiting", "game_started", "throw_made", "throw_made", "game_settled"]


class Listener:
    """Reads what is in the bot's queue, acknowledging it, and keeps it."""

    def __init__(self, rabbit, vhost):
        self.rabbit = rabbit
        self.vhost = vhost
        self.messages = []

    def read(self):
        """All that is there now; nothing where the queue has still to be made."""
        with self.rabbit.connect(self.vhost) as connection:
            channel = connection.channel()
            try:
                for method, properties, body in channel.consume(QUEUE, inactivity_timeout=0.5):
                    if method is None:
                        break
                    self.messages.append((method, properties, json.loads(body)))
                    channel.basic_ack(method.delivery_tag)
                channel.cancel()
            except ChannelClosedByBroker as closed:
                if closed.reply_code != NOT_FOUND:
                    raise
        return self.messages

    def types(self, game_id):
        """The types of one game's events in the order of their first coming."""
        seen, types = set(), []
        for _, _, event in self.messages:
            if event["game_id"] != game_id or event["id"] in seen:
                continue
            seen.add(event["id"])
            if event["type"] != "balance_changed":
                types.append(event["type"])
        return types

    def wait_for(self, games):
        """Reads until each of these games has been settled, and holds that all its events came in order."""
        wait_until(lambda: self.read() and all("game_settled" in self.types(game) for game in games),
                   "all games' events", 60)
        for game in games:
            assert self.types(game) == WHOLE_GAME


def play(api):
    """A whole game; its id."""
    first, second, game_id, _ = pair(api)
    first.result(game_id, 6)
    second.result(game_id, 1)
    return game_id


def connected(program):
    """Waits until the relay has its connection, and events are kept for it."""
    program.wait_for_log(lambda line: line.get("event") == "rabbitmq_connected" and line["connection"] == "relay",
                         "connection to RabbitMQ", 30)
    kept(program)


def kept(program):
    """Waits until events are kept for the relay: in a new database it is in the first turn of who has its lease."""
    database = program.settings["DATABASE_URL"]

    def is_kept():
        asked = "SELECT 1 FROM consumer WHERE name = 'rabbitmq'"
        if not database.startswith("sqlite:"):
            return rows(database, asked)
        with contextlib.closing(sqlite3.connect(f"file:{database.removeprefix('sqlite:')}?mode=ro", uri=True)) as reader:
            return reader.execute(asked).fetchall()

    wait_until(is_kept, "the relay's queue of events", 30)


@pytest.fixture
def relayed(start_program, rabbit):
    """A program that relays to a virtual host of its own, and who listens there."""
    vhost = rabbit.vhost()
    program = start_program(AMQP_URL=rabbit.url(vhost))
    connected(program)
    return program, Listener(rabbit, vhost)


def test_a_whole_game_comes_to_the_queue_as_events_tells_it(relayed):
    program, listener = relayed
    game = play(Api(program))
    listener.wait_for([game])
    for method, properties, event in listener.messages:
        assert set(event) == {"id", "type", "at", "game_id", "players", "data"}
        assert method.exchange == EXCHANGE and method.routing_key == event["type"]
        assert properties.delivery_mode == 2 and properties.message_id == event["id"]
        assert properties.content_type == "application/json"
    assert len({event["id"] for _, _, event in listener.messages}) == len(listener.messages)
    assert program.operations("/metrics")[1].count('ludice_rabbitmq_connected{connection="relay"} 1\n') == 1


def test_who_logs_in_stands_in_no_log(relayed):
    program, _ = relayed
    assert PASSWORD not in json.dumps(program.log) and "n0t%20to" not in json.dumps(program.log)


def test_scene_22_rabbitmq_gone_games_go_on_and_their_events_follow(relayed, rabbit):
    program, listener = relayed
    rabbit.stop()
    try:
        games = [play(Api(program)) for _ in range(5)]
        program.wait_for_log(lambda line: line.get("event") == "rabbitmq_lost", "line about it", 30)
        assert 'ludice_rabbitmq_connected{connection="relay"} 0\n' in program.operations("/metrics")[1]
    finally:
        rabbit.start()
    listener.wait_for(games)


def test_scene_22_rabbitmq_full_holds_events_up_and_nothing_else(relayed, rabbit):
    program, listener = relayed
    rabbit.control("set_vm_memory_high_watermark", "absolute", "1000")
    try:
        games = [play(Api(program)) for _ in range(3)]
        program.wait_for_log(lambda line: line.get("event") == "rabbitmq_blocked", "line about the alarm", 30)
        assert "ludice_rabbitmq_blocked 1\n" in program.operations("/metrics")[1]
        games += [play(Api(program)) for _ in range(3)]
    finally:
        rabbit.control("set_vm_memory_high_watermark", "absolute", "400MB")
    listener.wait_for(games)
    # The connection held, so nothing had to be sent again.
    assert len({event["id"] for _, _, event in listener.messages}) == len(listener.messages)


def test_a_program_that_is_stopped_under_an_alarm_ends_well_and_its_events_follow(relayed, rabbit):
    program, listener = relayed
    rabbit.control("set_vm_memory_high_watermark", "absolute", "1000")
    try:
        games = [play(Api(program))]
        program.wait_for_log(lambda line: line.get("event") == "rabbitmq_blocked", "line about the alarm", 30)
        assert program.stop() == 0
    finally:
        rabbit.control("set_vm_memory_high_watermark", "absolute", "400MB")
    program.start()
    listener.wait_for(games)


def test_a_queue_that_somebody_deletes_is_made_again_and_what_came_back_is_sent_again(relayed, rabbit):
    program, listener = relayed
    listener.wait_for([play(Api(program))])
    rabbit.delete(listener.vhost, QUEUE)
    games = [play(Api(program)) for _ in range(3)]
    listener.wait_for(games)
    program.wait_for_log(lambda line: line.get("event") == "event_returned", "line about the returned event")


def test_a_queue_of_the_wrong_kind_holds_events_up_until_it_is_gone(start_program, rabbit):
    vhost = rabbit.vhost()
    with rabbit.connect(vhost) as connection:
        connection.channel().queue_declare(QUEUE, durable=True)
    program = start_program(AMQP_URL=rabbit.url(vhost))
    kept(program)
    game = play(Api(program))
    program.wait_for_log(lambda line: line.get("event") == "rabbitmq_lost" and "PRECONDITION_FAILED" in line["why"],
                         "reason", 30)
    rabbit.delete(vhost, QUEUE)
    connected(program)
    Listener(rabbit, vhost).wait_for([game])


def test_a_wrong_password_is_said_without_it_and_games_go_on(start_program, rabbit):
    program = start_program(AMQP_URL=rabbit.url(rabbit.vhost(), password="wr0ng and n0t to be told"))
    play(Api(program))
    line = program.wait_for_log(lambda line: line.get("event") == "rabbitmq_lost", "reason", 30)
    assert "ACCESS_REFUSED" in line["why"]
    assert "wr0ng" not in json.dumps(program.log)


def test_games_played_while_rabbitmq_is_restarted_are_told_in_order(relayed, rabbit):
    program, listener = relayed
    games, over = [], threading.Event()

    def keep_playing():
        while not over.is_set():
            games.append(play(Api(program)))

    player = threading.Thread(target=keep_playing)
    player.start()
    try:
        # This order: RabbitMQ 3.10 brings a queue up again after a kill only where it has been down well before.
        for how in (signal.SIGTERM, signal.SIGKILL):
            before = len(games)
            wait_until(lambda: len(games) > before + 3, "some games", 30)
            rabbit.stop(how)
            rabbit.start()
    finally:
        over.set()
        player.join(30)
    assert len(games) > 10
    listener.wait_for(games)


def test_a_program_that_is_killed_while_it_relays_loses_nothing(relayed):
    program, listener = relayed
    games = []
    for _ in range(3):
        games += [play(Api(program)) for _ in range(4)]
        program.kill()
        program.start()
    listener.wait_for(games)


def test_what_waited_for_the_bot_to_ask_goes_to_the_queue(start_program, rabbit):
    program = start_program()
    bot = Consumer(Api(program), "bot")
    game = play(Api(program))
    assert bot.take(wait=1)  # lent, and never acknowledged
    assert program.stop() == 0
    vhost = rabbit.vhost()
    program.settings["AMQP_URL"] = rabbit.url(vhost)
    program.start()
    Listener(rabbit, vhost).wait_for([game])
