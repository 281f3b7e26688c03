"""Events: a durable queue for each consumer, lent for 30 s, acknowledged, in order for each game, woken at once."""
import http.client
import json
import socket
import threading
import time

import pytest

from client import Api, Balance, assert_error, canonical, signature_headers
from consumer import Consumer
from people import Player, fresh_bet, pair
from program import API
from waiting import wait_until


@pytest.fixture
def own(start_program):
    """A program without other tests' events."""
    return Api(start_program())


def test_a_whole_game_in_its_order(own):
    consumer = Consumer(own)
    first, second, game_id, _ = pair(own)
    first.result(game_id, 3)
    second.result(game_id, 3)
    first.result(game_id, 6)
    second.result(game_id, 2)
    events = consumer.of_game(game_id)
    types = [event["type"] for event in events if event["type"] != "balance_changed"]
    assert types == ["game_waiting", "game_started", "throw_made", "throw_made", "round_tied", "throw_made",
                     "throw_made", "game_settled"]
    for event in events:
        assert set(event) == {"id", "type", "at", "game_id", "players", "data"}, event
        assert isinstance(event["id"], str) and isinstance(event["data"], dict)
        assert abs(event["at"] - time.time()) < 30
    assert events[0]["players"] == [first.id]
    settled = next(event for event in events if event["type"] == "game_settled")
    assert sorted(settled["players"]) == sorted([first.id, second.id])


def test_no_value_shows_before_both_have_thrown(own):
    consumer = Consumer(own)
    first, second, game_id, _ = pair(own)
    first.result(game_id, 6)
    events = consumer.of_game(game_id)
    made = [event for event in events if event["type"] == "throw_made"]
    assert len(made) == 1 and 6 not in flat(made[0]["data"]), made
    second.result(game_id, 2)
    later = consumer.take(wait=1, ack=[event["id"] for event in events])
    assert "game_settled" in [event["type"] for event in later]


def flat(value):
    """All values inside a JSON value."""
    if isinstance(value, dict):
        return [leaf for inner in value.values() for leaf in flat(inner)]
    if isinstance(value, list):
        return [leaf for inner in value for leaf in flat(inner)]
    return [value]


def test_the_queue_begins_with_the_first_call(own):
    pair(own)
    consumer = Consumer(own)
    assert consumer.take() == []


def test_each_consumer_has_a_queue_of_its_own(own):
    one, two = Consumer(own), Consumer(own)
    player = Player(own)
    game_id = player.start(fresh_bet()).data["game_id"]
    seen = one.of_game(game_id)
    assert seen and one.take(ack=[event["id"] for event in seen]) == []
    assert [event["type"] for event in two.of_game(game_id)] == [event["type"] for event in seen]


def test_events_are_lent_and_not_given_twice_meanwhile(own):
    consumer = Consumer(own)
    Player(own).start(fresh_bet())
    assert consumer.take(wait=1)
    assert consumer.take() == []


def test_events_not_acknowledged_come_again_after_30_seconds(start_program):
    program = start_program()
    own = Api(program)
    consumer = Consumer(own)
    Player(own).start(fresh_bet())
    lent = consumer.take(wait=1)
    lent_at = time.monotonic()
    again = wait_until(lambda: consumer.take(wait=5), "the events to come again", 45)
    assert 29 <= time.monotonic() - lent_at <= 37
    assert [event["id"] for event in again] == [event["id"] for event in lent]
    assert consumer.take(ack=[event["id"] for event in again]) == []


def test_acknowledging_twice_or_what_is_not_there_does_no_harm(own):
    consumer = Consumer(own)
    Player(own).start(fresh_bet())
    ids = [event["id"] for event in consumer.take(wait=1)]
    consumer.take(ack=ids)
    consumer.take(ack=ids + ids)
    Consumer(own).take(ack=ids)


def test_a_waiting_call_is_woken_at_once(own):
    consumer = Consumer(own)
    player = Player(own)
    woken = []

    def wait():
        events = consumer.take(wait=20)
        woken.append((time.monotonic(), events))

    thread = threading.Thread(target=wait)
    thread.start()
    player.start(fresh_bet())
    done = time.monotonic()
    thread.join(25)
    at, events = woken[0]
    assert events and at - done < 4, at - done


def test_a_wait_ends_empty_after_its_time(own):
    consumer = Consumer(own)
    began = time.monotonic()
    assert consumer.take(wait=2) == []
    assert 1.9 <= time.monotonic() - began <= 20


def test_a_queue_survives_a_kill(start_program):
    program = start_program()
    api = Api(program)
    consumer = Consumer(api)
    game_id = Player(api).start(fresh_bet()).data["game_id"]
    program.kill()
    consumer.api = Api(program.start())
    assert "game_waiting" in [event["type"] for event in consumer.of_game(game_id)]


def test_cancelling_expiry_void_and_balances_are_told(start_program):
    program = start_program(LUDICE_LOBBY_TTL="1s", LUDICE_VOID_TTL="6s", LUDICE_TURN_TTL="1s")
    api = Api(program)
    consumer = Consumer(api)
    left, expired = Player(api), Player(api)
    left.start(31)
    left.leave()
    expired.start(32)
    pair(api, 33)
    Balance(program).modify(username=left.name, amount=5)
    wanted = {"game_waiting", "game_cancelled", "lobby_expired", "game_started", "throw_overdue", "game_void",
              "balance_changed"}
    seen = set()

    def all_there():
        seen.update(event["type"] for event in consumer.next())
        return seen >= wanted

    try:
        wait_until(all_there, "all types", 30)
    finally:
        assert wanted - seen == set()


def raw_call(path, **fields):
    """A signed call as bytes."""
    body = canonical(fields | {"timestamp": time.time()})
    headers = signature_headers(path, json.loads(body)) | {"Host": "ludice", "Content-Type": "application/json",
                                                           "Content-Length": len(body)}
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"POST {path} HTTP/1.1\r\n{head}\r\n{body}".encode()


def test_stopping_the_program_ends_a_waiting_call_well(start_program):
    program = start_program()
    consumer = Consumer(Api(program))
    with socket.create_connection(("127.0.0.1", program.port(API)), 20) as connection, \
            connection.makefile("rb") as answers:
        # Both come in one piece: when the first is answered the program has the second, and was to wait 25 s.
        connection.sendall(raw_call("/events", consumer=consumer.name, wait=0)
                           + raw_call("/events", consumer=consumer.name, wait=25))
        assert read_answer(answers) == []
        began = time.monotonic()
        program.process.terminate()
        assert read_answer(answers) == []
        assert answers.read() == b""
    assert program.process.wait(20) == 0 and time.monotonic() - began < 15


def read_answer(stream):
    """The events of the next answer on a connection."""
    assert stream.readline().split()[1] == b"200"
    fields = http.client.parse_headers(stream)
    return json.loads(stream.read(int(fields["Content-Length"])))["data"]["events"]


def test_the_events_of_many_games_come_in_order_for_each(own):
    consumer = Consumer(own)
    games = [pair(own) for _ in range(10)]
    for first, _, game_id, _ in games:
        first.result(game_id, 6)
    for _, second, game_id, _ in games:
        second.result(game_id, 1)
    by_game = {}

    def all_settled():
        for event in consumer.next():
            by_game.setdefault(event["game_id"], []).append(event["type"])
        return sum("game_settled" in types for types in by_game.values()) == 10

    wait_until(all_settled, "ten settled games")
    for _, _, game_id, _ in games:
        types = [t for t in by_game[game_id] if t != "balance_changed"]
        assert types == ["game_waiting", "game_started", "throw_made", "throw_made", "game_settled"]


def test_a_consumer_s_name_is_checked(own):
    assert_error(own.call("/events", consumer="a\nb"), 422, "invalid_request")
