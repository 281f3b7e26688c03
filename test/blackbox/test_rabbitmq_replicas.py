"""Scene 22 with two programs that relay to one RabbitMQ: by turns, both at once, under the alarm of its disk, and where one of
them cannot reach it. Games go on, and each event comes, in order, at least once."""
import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from client import Api
from tcp_proxy import two_lines
from test_rabbitmq import Listener, connected, play
from waiting import wait_until

DATABASES = ("postgresql",)
TURN_LIMIT_S = 60


@pytest.fixture
def listener(rabbit):
    return Listener(rabbit, rabbit.vhost())


@pytest.fixture
def start_relays(tmp_path, database, start_program):
    """Starts a program for each of two addresses of RabbitMQ, and waits until both are connected."""
    def start(*urls):
        url = database(tmp_path)
        with ThreadPoolExecutor(2) as pool:
            programs = list(pool.map(lambda amqp_url: start_program(DATABASE_URL=url, AMQP_URL=amqp_url), urls))
        for program in programs:
            connected(program)
        return programs

    return start


@pytest.fixture
def relays(start_relays, rabbit, listener):
    return start_relays(*[rabbit.url(listener.vhost)] * 2)


@pytest.fixture
def lines(rabbit):
    with two_lines(rabbit.port) as lines:
        yield lines


def turn_of(programs):
    """Waits until one of these relays; that one."""
    held = 'ludice_lease_held{lease="relay"} 1\n'
    return wait_until(lambda: next((one for one in programs if held in one.operations("/metrics")[1]), None), "a relay",
                      TURN_LIMIT_S)


def other_than(program, programs):
    return next(one for one in programs if one is not program)


def test_scene_22_two_relays_by_turns_and_at_once_tell_everything_in_order(relays, listener):
    games, over, door = [], threading.Event(), []

    def keep_playing():
        while not over.is_set():
            games.append(play(Api(door[0])))

    def go_on():
        before = len(games)
        wait_until(lambda: len(games) > before + 10 or not player.is_alive(), "some games", 60)
        assert player.is_alive()

    relay = turn_of(relays)
    other = other_than(relay, relays)
    door.append(other)
    player = threading.Thread(target=keep_playing)
    player.start()
    try:
        go_on()
        os.kill(relay.process.pid, signal.SIGSTOP)  # with whatever it has in hand
        try:
            turn_of([other])
            go_on()
        finally:
            os.kill(relay.process.pid, signal.SIGCONT)
        go_on()
        relay.kill()
        go_on()
        relay.start()
        door[0] = relay
        go_on()
        other.kill()
        turn_of([relay])
        go_on()
    finally:
        over.set()
        player.join(60)
    other.start()
    listener.wait_for(games)


def test_scene_22_the_broker_s_disk_alarm_holds_two_relays_up_and_nothing_else(relays, rabbit, listener):
    relay = turn_of(relays)
    other = other_than(relay, relays)
    rabbit.control("set_disk_free_limit", "1000GB")
    try:
        games = [play(Api(program)) for program in relays]
        relay.wait_for_log(lambda line: line.get("event") == "rabbitmq_blocked" and "disk" in line["why"], "the alarm", TURN_LIMIT_S)
        relay.kill()
        turn_of([other])
        games.append(play(Api(other)))
        other.wait_for_log(lambda line: line.get("event") == "rabbitmq_blocked", "the alarm", TURN_LIMIT_S)
        relay.start()
        games.append(play(Api(relay)))
    finally:
        rabbit.control("set_disk_free_limit", "1MB")
    listener.wait_for(games)


def test_scene_22_a_relay_that_alone_has_lost_its_way_to_rabbitmq_leaves_events_to_the_other(start_relays, rabbit, listener, lines):
    relays = start_relays(*(rabbit.url(listener.vhost, port=line.port) for line in lines))
    relay = turn_of(relays)
    line = lines[relays.index(relay)]
    line.hold()
    line.cut()
    games = [play(Api(program)) for program in relays]
    listener.wait_for(games)
    relay.wait_for_log(lambda entry: entry.get("event") == "relay_left", "the relay to leave")
    turn_of([other_than(relay, relays)])
    line.release()
    listener.wait_for([play(Api(relay))])


def test_scene_22_relays_of_which_none_reaches_rabbitmq_go_on_where_one_does_again(start_relays, rabbit, listener, lines):
    relays = start_relays(*(rabbit.url(listener.vhost, port=line.port) for line in lines))
    for line in lines:
        line.hold()
        line.cut()
    games = [play(Api(program)) for program in relays]
    for relay in relays:  # nobody is better at it, so it goes round
        relay.wait_for_log(lambda entry: entry.get("event") == "relay_left", "the relay to leave", TURN_LIMIT_S)
    lines[0].release()
    listener.wait_for(games)
