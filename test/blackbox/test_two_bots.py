"""Two bots by webhook on one database, behind nginx: updates come to both, each has its effect once and in order; a bot that
slept, one that stopped, and one that was killed in the middle of games are relieved; what comes twice from RabbitMQ, or to
another of them, is told once, what comes too often is set aside and nobody waits for it; nor does the broker's end end a game."""
import json
import os
import signal
from concurrent.futures import ThreadPoolExecutor

import pytest

from cluster import Cluster
from rabbitmq import DEAD_QUEUE, EXCHANGE, QUEUE
from telegram import start_match
from test_bot_crash import MOMENTS, Game, in_flight
from test_bot_faults import GIVEN_UP, finish, own_dice
from test_bot_rabbitmq import figure, publish, receipts
from test_bot_stars import buy
from waiting import wait_until

TURN_LIMIT_S = 30
GAME_LIMIT_S = 120


@pytest.fixture(scope="module")
def shared_cluster(tmp_path_factory):
    built = Cluster(tmp_path_factory.mktemp("cluster"), api=1, balance=0)
    yield built
    built.close()


@pytest.fixture
def cluster(shared_cluster):
    """Whole again when a test ends."""
    yield shared_cluster
    shared_cluster.telegram.clear_faults()
    for program in shared_cluster.programs():
        if not program.is_running():
            program.start()


COPIES = "copies"


@pytest.fixture
def copies(cluster):
    """Reads the events that have been published meanwhile, until some of these types are among them."""
    with cluster.rabbit.connect(cluster.vhost) as connection:
        connection.channel().queue_declare(COPIES, durable=True)
        connection.channel().queue_bind(COPIES, EXCHANGE, "#")
    bodies = []

    def read(*types):
        def all_there():
            with cluster.rabbit.connect(cluster.vhost) as connection:
                channel = connection.channel()
                while (got := channel.basic_get(COPIES, auto_ack=True))[0]:
                    bodies.append(got[2])
            return set(types) <= {json.loads(body)["type"] for body in bodies}

        wait_until(all_there, f"events of the types {types}", TURN_LIMIT_S)
        return bodies

    yield read
    with cluster.rabbit.connect(cluster.vhost) as connection:
        connection.channel().queue_delete(COPIES)


def received(bot):
    """How many updates Telegram has brought to this one."""
    lines = bot.operations("/metrics")[1].splitlines()
    return sum(float(line.split()[-1]) for line in lines if line.startswith("ludice_telegram_updates_total"))


def relieved(cluster, bot):
    return wait_until(lambda: cluster.serving_bot(but=bot), "the other bot", TURN_LIMIT_S)


def points(cluster, people):
    seen = [cluster.api().call("/profile", id=person.id).data for person in people]
    assert [one["in_game"] for one in seen] == [0, 0]
    return sorted(one["balances"]["points"] for one in seen)


def test_the_bot_that_waits_answers_pre_checkouts_too(cluster):
    """Telegram's question comes to any of them, and is answered there: it waits no longer than ten seconds."""
    serving = wait_until(cluster.serving_bot, "a bot that serves", TURN_LIMIT_S)
    waiting = next(bot for bot in cluster.replicas["bot"] if bot is not serving)
    person = cluster.telegram.person().join()

    def buys():
        person.send("/help")  # the bots get updates by turns: it is not always the same one's turn
        buy(person)
        return any(line["event"] == "pre_checkout" and line["refused"] == "" for line in waiting.log)

    wait_until(buys, "a question to the bot that waits", GAME_LIMIT_S)
    assert cluster.serving_bot() is serving


def throw_under_way(cluster, person, delay_ms=2000):
    """Taps, and returns when the attempt is announced; that the dice has fallen is said with a delay."""
    cluster.telegram.fault("delay", "sendDice", ms=delay_ms)
    program = cluster.replicas["api"][0]

    def announced():
        return sum(line.get("path") == "/throw" for line in program.log)

    before = announced()
    tap = in_flight(lambda: person.tap("Throw"))
    wait_until(lambda: announced() > before, "the throw", TURN_LIMIT_S)
    return tap


def test_updates_come_to_both_and_are_answered_once_and_in_order(cluster):
    person = cluster.telegram.person("Anna").join()
    cluster.telegram.fault("duplicate", times=6)
    for _ in range(6):
        person.send("/profile")
        person.send("/help")

    def answers():
        return ["/profile" if "In play" in text else "/help" for text in person.texts()
                if "In play" in text or "How it works" in text]

    wait_until(lambda: len(answers()) >= 12, "all answers", TURN_LIMIT_S)
    person.send("/cancel")
    person.see("There was nothing to cancel")  # an answer that came twice would have come by now
    assert answers() == ["/profile", "/help"] * 6
    assert all(received(bot) > 0 for bot in cluster.replicas["bot"])


def test_scene_9_a_bot_sleeps_in_the_middle_of_a_throw_and_another_goes_on(cluster):
    """The other one gives the attempt up and says so before the sleeper wakes: its dice has fallen, and does not count."""
    cluster.telegram.next_dice(6, 1, 3)
    people = start_match(cluster.telegram, 50)
    game_id = cluster.api().call("/profile", id=people[0].id).data["game_id"]
    bot = wait_until(cluster.serving_bot, "a bot that serves")
    tap = throw_under_way(cluster, people[0], delay_ms=5000)
    wait_until(lambda: own_dice(people[0]) == [6], "the dice", TURN_LIMIT_S)
    os.kill(bot.process.pid, signal.SIGSTOP)
    try:
        relieved(cluster, bot)
        for person in people:
            person.see(GIVEN_UP)
    finally:
        os.kill(bot.process.pid, signal.SIGCONT)
    bot.wait_for_log(lambda line: line.get("event") == "bot_stands_down", "the bot to stand down", TURN_LIMIT_S)
    tap.join()
    wait_until(lambda: own_dice(people[0]) == [6, 1], "the dice made again", TURN_LIMIT_S)
    lost, won = finish(*people)
    assert (own_dice(people[0]), own_dice(people[1])) == ([6, 1], [3])
    assert "You lost" in lost and "threw 1" in lost and "You won" in won
    assert cluster.api().call("/game", id=people[0].id, game_id=game_id).data["your_throws"] == [[1]]
    assert points(cluster, people) == [950, 1050]


def test_a_bot_that_stops_is_relieved_and_nothing_it_had_is_lost(cluster):
    first, second = start_match(cluster.telegram, 50)
    bot = wait_until(cluster.serving_bot, "a bot that serves")
    first.tap("Throw")
    assert bot.stop() == 0
    relieved(cluster, bot)
    finish(first, second)
    assert points(cluster, (first, second)) == [950, 1050]


def test_scene_22_a_bot_that_is_connecting_to_a_silent_rabbitmq_is_relieved(cluster):
    people = start_match(cluster.telegram, 50)
    line = cluster.lines[3]
    bot = wait_until(cluster.serving_bot, "a bot that serves")
    line.hold()
    try:
        line.cut()
        bot.wait_for_log(lambda entry: entry.get("event") == "rabbitmq_lost" and entry["connection"] == "bot", "the loss", TURN_LIMIT_S)
        assert bot.stop() == 0
        relieved(cluster, bot)
        people[0].tap("Throw")
        wait_until(lambda: own_dice(people[0]), "the dice", TURN_LIMIT_S)
    finally:
        line.release()
    assert_told_and_paid(cluster, people)


def test_while_the_database_is_away_no_bot_shows_that_it_has_the_lease(cluster):
    wait_until(cluster.serving_bot, "a bot that serves", TURN_LIMIT_S)
    line = cluster.lines[0]
    line.hold()
    try:
        line.cut()
        wait_until(lambda: cluster.serving_bot() is None, "the lease to end", TURN_LIMIT_S)
    finally:
        line.release()
    wait_until(cluster.serving_bot, "a bot that serves", TURN_LIMIT_S)
    finish(*start_match(cluster.telegram, 50))


def kill_the_one_that_serves(cluster):
    bot = wait_until(cluster.serving_bot, "a bot that serves")
    bot.kill()
    relieved(cluster, bot)


def test_scene_20_the_bot_that_serves_is_killed_under_games_at_each_of_ten_moments(cluster):
    games = [Game(cluster, 60 + number) for number in range(MOMENTS)]
    assert len({game.go_to(number) for number, game in enumerate(games)}) == MOMENTS
    kill_the_one_that_serves(cluster)
    with ThreadPoolExecutor(MOMENTS) as pool:
        list(pool.map(Game.play_on, games))
    for game in games:
        assert points(cluster, (game.first, game.second)) in ([1000 - game.bet, 1000 + game.bet], [1000, 1000]), game.bet


def test_scene_20_the_bot_that_serves_is_killed_in_mid_throw(cluster):
    people = start_match(cluster.telegram, 50)
    tap = throw_under_way(cluster, people[0])
    kill_the_one_that_serves(cluster)
    tap.join()
    assert_told_and_paid(cluster, people)


def test_scene_20_the_bot_that_serves_is_killed_between_dice_and_result(cluster):
    """The back end is away when the dice falls, so that the bot knows what it may not say yet."""
    people = start_match(cluster.telegram, 50)
    tap = throw_under_way(cluster, people[0])
    api = cluster.replicas["api"][0]
    api.kill()
    wait_until(lambda: own_dice(people[0]), "the dice", TURN_LIMIT_S)
    bot = wait_until(cluster.serving_bot, "a bot that serves")
    bot.kill()
    api.start()
    relieved(cluster, bot)
    tap.join()
    assert_told_and_paid(cluster, people)


def test_scene_20_the_bot_that_serves_is_killed_between_result_and_message(cluster):
    people = start_match(cluster.telegram, 50)
    people[0].tap("Throw")
    wait_until(lambda: "You have thrown" in "".join(people[0].texts()), "the card", TURN_LIMIT_S)
    for method in ("sendMessage", "editMessageText"):
        cluster.telegram.fault("drop_before", method, times=1000)
    cluster.telegram.next_dice(*([6] if own_dice(people[0])[0] < 6 else [1]))
    tap = in_flight(lambda: people[1].tap("Throw"))
    api = cluster.api()
    wait_until(lambda: all(api.call("/profile", id=person.id).data["in_game"] == 0 for person in people), "the end", TURN_LIMIT_S)
    kill_the_one_that_serves(cluster)
    cluster.telegram.clear_faults()
    tap.join()
    assert_told_and_paid(cluster, people)


def assert_told_and_paid(cluster, people):
    """The game is played to its end: both are told the same of it, and have what they were told."""
    results = finish(*people, limit_s=GAME_LIMIT_S)
    void = all("void" in result for result in results)
    assert void or sorted("won" in result for result in results) == [False, True], results
    assert points(cluster, people) == ([1000, 1000] if void else [950, 1050])


def test_scene_22_what_is_delivered_twice_and_again_to_the_other_bot_is_told_once(cluster, copies):
    payer = cluster.telegram.person("Payer").join()
    charge = buy(payer)
    people = start_match(cluster.telegram, 50)
    assert_told_and_paid(cluster, people)
    delivered = copies("payment_credited", "game_settled")
    told = [person.texts() for person in people]
    first = wait_until(cluster.serving_bot, "a bot that serves")
    deliver_again(cluster, first, delivered)
    first.kill()
    deliver_again(cluster, relieved(cluster, first), delivered)
    other = buy(payer)  # a receipt that came again would have come by now
    assert (len(receipts(payer, charge)), len(receipts(payer, other))) == (1, 1)
    assert [person.texts() for person in people] == told


def deliver_again(cluster, bot, bodies):
    """Returns when the bot has seen that it knows all of it."""
    before = figure(bot, "known")
    publish(cluster.rabbit, cluster.vhost, *bodies)
    wait_until(lambda: figure(bot, "known") >= before + len(bodies), "the bot to know all of it", TURN_LIMIT_S)


def test_scene_22_rabbitmq_is_killed_in_the_middle_of_a_game_and_so_is_the_bot_and_both_people_hear(cluster):
    people = start_match(cluster.telegram, 50)
    cluster.telegram.next_dice(6, 1)
    # This order: RabbitMQ 3.10 brings a queue up again after a kill only where it has been down well before.
    for person, how in zip(people, (signal.SIGTERM, signal.SIGKILL)):
        cluster.rabbit.stop(how)
        try:
            person.tap("Throw")
            wait_until(lambda person=person: own_dice(person), "the dice", TURN_LIMIT_S)
            kill_the_one_that_serves(cluster)
        finally:
            cluster.rabbit.start()
        for bot in cluster.replicas["bot"]:
            if not bot.is_running():
                bot.start()
    assert_told_and_paid(cluster, people)
    finish(*start_match(cluster.telegram, 50), limit_s=GAME_LIMIT_S)


def test_scene_22_news_that_came_too_often_are_set_aside_and_both_people_hear_all_the_same(cluster):
    """As where bots die again and again of what they were brought."""
    people = start_match(cluster.telegram, 50)
    for bot in cluster.replicas["bot"]:
        assert bot.stop() == 0
    api = cluster.api()
    game_id = api.call("/profile", id=people[0].id).data["game_id"]
    for person, result in zip(people, (6, 1)):
        assert api.call("/write/res", id=person.id, game_id=game_id, result=result).status == 200
    vhost = cluster.vhost

    def take_and_die():
        with cluster.rabbit.connect(vhost) as connection:
            channel = connection.channel()
            dead = channel.queue_declare(DEAD_QUEUE, passive=True).method.message_count
            taken = next(channel.consume(QUEUE, inactivity_timeout=1))[0] is not None
            return dead > 0 and not taken

    wait_until(take_and_die, "everything to be among the dead letters", 60)
    for bot in cluster.replicas["bot"]:
        bot.start()
    assert_told_and_paid(cluster, people)
    finish(*start_match(cluster.telegram, 50))
