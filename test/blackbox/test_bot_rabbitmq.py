"""The bot with its events from RabbitMQ: people are told everything, once, in order, whatever comes to the queue and
whatever happens to the broker and to the bot."""
import json

import pika
import pytest

from rabbitmq import DEAD_QUEUE, EXCHANGE, QUEUE
from telegram import result_of, start_match
from test_bot_stars import buy, order, pay
from waiting import wait_until

LIMIT_S = 30


@pytest.fixture
def vhost(rabbit):
    return rabbit.vhost()


@pytest.fixture
def house(open_house, rabbit, vhost):
    house = open_house(AMQP_URL=rabbit.url(vhost), LUDICE_ASSETS="points,stars")
    both_connected(house.program)
    return house


def both_connected(program):
    for who in ("relay", "bot"):
        program.wait_for_log(lambda line, who=who: line.get("event") == "rabbitmq_connected" and line["connection"] == who,
                             f"connection of the {who}", LIMIT_S)


def publish(rabbit, vhost, *bodies):
    with rabbit.connect(vhost) as connection:
        channel = connection.channel()
        channel.confirm_delivery()
        for body in bodies:
            channel.basic_publish("", QUEUE, body, pika.BasicProperties(delivery_mode=2), mandatory=True)


def figure(program, what):
    """How many events the bot has counted as that; none before it serves."""
    name = f'ludice_bot_events_total{{what="{what}"}} '
    lines = program.operations("/metrics")[1].splitlines()
    return next((float(line.removeprefix(name)) for line in lines if line.startswith(name)), 0)


def receipts(person, charge):
    return [text for text in person.texts() if charge in text]


def finish(first, second):
    """Both throw, and one of them more than the other."""
    first.telegram.next_dice(6, 1)
    for person in (first, second):
        person.tap("Throw")
    told = [result_of(person) for person in (first, second)]
    assert sorted("You won" in text for text in told) == [False, True] == sorted("You lost" in text for text in told)


def test_a_whole_game_is_told_to_both(house):
    first, second = start_match(house.telegram, 50)
    finish(first, second)
    assert sorted(house.balances(first, second)) == [950, 1050]
    assert figure(house.program, "new") >= 5
    # It does not ask the API besides.
    assert 'consumer="bot"' not in house.program.operations("/metrics")[1]


def test_what_cannot_be_read_goes_to_the_dead_letters_and_the_rest_goes_on(house, rabbit, vhost):
    wrong = [b"", b"\xff\x00", b"[]", b"{}", b'{"id":"x","type":"game_settled"}', b"[" * 100_000,
             b'{"id":"x","type":"game_settled","players":["1"]}', b'{"id":"","type":"game_settled","players":[]}',
             b'{"id":1,"type":"game_settled","players":[]}', b'{"id":"' + b"x" * 65 + b'","type":"t","players":[]}']
    publish(rabbit, vhost, *wrong)
    wait_until(lambda: figure(house.program, "unreadable") == len(wrong), "all to be refused", LIMIT_S)
    finish(*start_match(house.telegram, 50))
    dead = []

    def all_there():
        with rabbit.connect(vhost) as connection:
            channel = connection.channel()
            while (got := channel.basic_get(DEAD_QUEUE, auto_ack=True))[0]:
                dead.append(got[2])
        return len(dead) == len(wrong)

    wait_until(all_there, "the dead letters", LIMIT_S)
    assert sorted(dead) == sorted(wrong)


def test_scene_22_an_event_that_is_delivered_again_tells_nobody_again(house, rabbit, vhost):
    with rabbit.connect(vhost) as connection:
        connection.channel().queue_declare("copies", durable=True)
        connection.channel().queue_bind("copies", EXCHANGE, "payment_credited")
    person = house.telegram.person("Payer").join()
    charge = pay(person, order(person))["charge"]
    person.see(charge)
    with rabbit.connect(vhost) as connection:
        body = wait_until(lambda: connection.channel().basic_get("copies", auto_ack=True)[2], "the copy", LIMIT_S)
    assert json.loads(body)["data"]["charge"] == charge
    publish(rabbit, vhost, body, body)
    wait_until(lambda: figure(house.program, "known") == 2, "both copies to be known", LIMIT_S)
    house.restart()
    both_connected(house.program)
    publish(rabbit, vhost, body)
    wait_until(lambda: figure(house.program, "known") == 1, "the third to be known", LIMIT_S)
    other = pay(person, order(person))["charge"]
    person.see(other)
    assert len(receipts(person, charge)) == 1 and len(receipts(person, other)) == 1


def test_a_queue_that_is_taken_away_and_given_back_tells_nobody_twice(house):
    person = house.telegram.person("Payer").join()
    queue = house.program.settings.pop("AMQP_URL")
    assert house.program.stop() == 0
    house.program.start()
    asked = [buy(person), buy(person)]  # told by asking, and kept for the queue besides
    assert house.program.stop() == 0
    house.program.settings["AMQP_URL"] = queue
    both_connected(house.program.start())
    last = buy(person)
    assert figure(house.program, "new") > len(asked)
    assert [len(receipts(person, charge)) for charge in (*asked, last)] == [1, 1, 1]


def test_a_bot_that_is_killed_again_and_again_tells_each_payment_once(house):
    person = house.telegram.person("Payer").join()
    charges = []
    for _ in range(4):
        bill = order(person)
        # One that Telegram took and the bot could not note would come twice, as messages come at least once.
        house.telegram.fault("drop_before", "sendMessage", times=1000)
        charges.append(pay(person, bill)["charge"])
        house.restart()
        house.telegram.clear_faults()
    for charge in charges:
        person.see(charge)
    assert [len(receipts(person, charge)) for charge in charges] == [1] * len(charges)


def test_scene_22_rabbitmq_gone_a_game_is_played_to_its_end_and_the_news_follow(house, rabbit):
    first, second = start_match(house.telegram, 50)
    rabbit.stop()
    try:
        house.telegram.next_dice(6, 1)
        first.tap("Throw")
        house.program.wait_for_log(lambda line: line.get("event") == "rabbitmq_lost", "line about it", LIMIT_S)
        second.tap("Throw")
        result_of(second)
    finally:
        rabbit.start()
    result_of(first, 60)
    assert sorted(house.balances(first, second)) == [950, 1050]


def test_a_queue_that_is_deleted_under_the_bot_is_made_again(house, rabbit, vhost):
    rabbit.delete(vhost, QUEUE)
    finish(*start_match(house.telegram, 50))


def test_each_fault_of_the_broker_calls_somebody(house, rabbit, vhost, watch):
    prometheus = watch(house.program)
    wait_until(lambda: prometheus.value("ludice_rabbitmq_dead_messages") == 0, "no dead letters", LIMIT_S)
    wait_until(lambda: prometheus.firing() == {}, "no alert", LIMIT_S)
    publish(rabbit, vhost, b"nobody can read this")
    prometheus.wait_for("LudiceEventsUnreadable", "LudiceEventsDead")
    with rabbit.connect(vhost) as connection:
        connection.channel().queue_purge(DEAD_QUEUE)
    wait_until(lambda: "LudiceEventsDead" not in prometheus.firing(), "the dead letters to be gone", LIMIT_S)

    with rabbit.connect(vhost) as connection:
        connection.channel().queue_unbind(QUEUE, EXCHANGE, "#")
    house.telegram.person("Anna").join().wait_in_lobby(50)
    prometheus.wait_for("LudiceEventsReturned")

    rabbit.control("set_vm_memory_high_watermark", "absolute", "1000")
    try:
        house.telegram.person("Olga").join().wait_in_lobby(70)
        prometheus.wait_for("LudiceRabbitBlocked")
    finally:
        rabbit.control("set_vm_memory_high_watermark", "absolute", "400MB")
    rabbit.stop()
    try:
        prometheus.wait_for("LudiceRabbitAway")
    finally:
        rabbit.start()
    wait_until(lambda: "LudiceRabbitAway" not in prometheus.firing(), "a broker that is back", LIMIT_S)
