"""The roles over machines: all of them in processes of their own behind nginx, played on by front ends of the API and by
people in Telegram, while one after the other is killed, or all are restarted in turn. No acknowledged effect is lost, no
call fails that a client's own repeat does not heal, the ledger is right; the seconds until service is back are printed."""
import itertools
import operator
import re
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from client import AnyOf, Http, SignedApi
from cluster import PATIENCE_S, Cluster, Probe
from people import Player, fresh_bet
from telegram import start_match
from test_bot_faults import finish
from waiting import wait_until

BACK_LIMIT_S = 120
FAULTS = 17
GAMES_FULL = 2_000  # over all faults
GAMES_LIMIT_S = 300  # for those of one fault
REWARDED_EACH = 4  # of how many games over the API one has for its winner:
STARS = 5  # that he buys at the finance service
PRIZE = 7  # from the balance service


@pytest.fixture
def cluster(tmp_path):
    built = Cluster(tmp_path)
    yield built
    built.close()


class Load:
    """Games over the API and through the bot, until it is stopped."""

    def __init__(self, cluster, fronts=2, tables=4):
        self.cluster = cluster
        self.over_api, self.through_bot, self.failures = [], [], []
        self.repeats = 0
        self._games, self._rewards = itertools.count(), itertools.count()
        self._stop = threading.Event()
        self._finance = cluster.finance()
        works = [self._play_over_api] * fronts + [self._play_through_bot] * tables
        self._threads = [threading.Thread(target=self._run, args=(work, seat), daemon=True) for seat, work in enumerate(works)]
        for thread in self._threads:
            thread.start()

    def _run(self, work, seat):
        try:
            while not self._stop.is_set():
                work(seat)
        except BaseException as error:  # noqa: told by the test's own thread
            self.failures.append(error)

    def _play_over_api(self, seat):
        api = self.cluster.api(f"127.0.{seat + 1}.{next(self._games) % 250 + 1}")
        first, second, bet = Player(api), Player(api), fresh_bet()
        first.start(bet)
        game_id = second.start(bet).data["game_id"]
        assert first.result(game_id, 6).status == 200
        assert second.result(game_id, 1).data["state"] == "lost"
        is_rewarded = next(self._rewards) % REWARDED_EACH == 0
        if is_rewarded:
            self._reward(first, game_id, bet)
        self.repeats += api.repeats
        self.over_api.append((first, second, game_id, bet, is_rewarded))

    def _reward(self, first, game_id, bet):
        """By the balance service, and with Stars that the finance service books."""
        assert self.cluster.modify(first.id, PRIZE, f"prize-{game_id}") == 1000 + bet + PRIZE
        finance = self._finance
        charge = f"charge-{game_id}"
        paid = {"payer": first.id, "charge": charge, "amount": STARS,
                "order": finance.call("/stars/order", id=first.id, amount=STARS).data["order"]}
        finance.call("/stars/credit", **paid).data  # whose answer may be lost, and then comes to a repeat
        told_again = finance.call("/stars/credit", **paid).data
        assert (told_again["first"], told_again["balance"]) == (False, STARS)

    def _play_through_bot(self, seat):
        people = start_match(self.cluster.telegram, 20 + seat)
        told = [int(re.search(r"Your balance: (\d+) points", text)[1]) for text in finish(*people, limit_s=PATIENCE_S)]
        self.through_bot.append((people, told))

    def played(self):
        return len(self.over_api) + len(self.through_bot)

    def told(self):
        return f"{len(self.over_api)} games over the API, {len(self.through_bot)} through the bot; " \
               f"{self.repeats + self._finance.repeats} calls repeated."

    def wait_for(self, over_api, through_bot):
        """So many games more."""
        api, bot = len(self.over_api) + over_api, len(self.through_bot) + through_bot
        self.wait_until(lambda: len(self.over_api) >= api and len(self.through_bot) >= bot, "games to be played")

    def wait_until(self, condition, what, limit_s=BACK_LIMIT_S):
        """While they are played, and unless one fails."""
        wait_until(lambda: self.failures or condition(), what, limit_s)
        assert not self.failures, self.failures

    def stop(self):
        """Ends the games under way, and looks at every one that was told to be over."""
        self._stop.set()
        for thread in self._threads:
            thread.join()
        assert not self.failures, self.failures
        # From many addresses, since nginx counts by them.
        api, finance = AnyOf(self.cluster.api(f"127.0.8.{number}") for number in range(1, 250)), self.cluster.finance()

        def look_at(game):
            first, second, game_id, bet, is_rewarded = game
            first.api = second.api = api
            assert first.game(game_id)["state"] == "won" and second.balance() == 1000 - bet
            assert first.profile()["balances"] == {"points": points_of_winner(game), "stars": is_rewarded * STARS}
            if is_rewarded:
                payments = finance.call("/payments", id=first.id).data["items"]
                assert [(one["charge"], one["amount"], one["state"]) for one in payments] == [(f"charge-{game_id}", STARS, "paid")]

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(look_at, self.over_api))
        for people, told in self.through_bot:
            seen = [api.call("/profile", id=person.id).data for person in people]
            assert [one["in_game"] for one in seen] == [0, 0] and sum(told) == 2000
            assert [one["balances"]["points"] for one in seen] == told


def points_of_winner(game):
    """Of a game over the API."""
    _, _, _, bet, is_rewarded = game
    return 1000 + bet + is_rewarded * PRIZE


def open_probes(cluster):
    """Somebody who waits for each service."""
    player, person = Player(cluster.api()), cluster.telegram.person().join()
    api = SignedApi(cluster.nginx.https("127.0.9.1"), "v2")
    finance = SignedApi(Http(cluster.inside["finance"].port), "v2")

    def ask_bot():
        asked = person.send("/help")

        def has_help():
            return any(m["message_id"] > asked and "How it works" in m.get("text", "") for m in person.newest(5))

        return wait_until(has_help, "help", BACK_LIMIT_S)

    return [Probe("api", lambda: api.call("/profile", id=player.id).status == 200),
            Probe("balance", lambda: cluster.balance_of(player.id) == 1000),
            Probe("finance", lambda: finance.call("/payments", id=player.id).status == 200),
            Probe("bot", ask_bot)]


class Trial:
    """Faults that come to a cluster under load, one after the other."""

    def __init__(self, cluster, load, full):
        self.cluster, self.load, self.probes = cluster, load, open_probes(cluster)
        self.games = -(-GAMES_FULL // FAULTS) if full else 0
        self.games_through_bot = 3 if full else 0
        self.told = []

    def suffer(self, what, lose, restore, at_once=False):
        """What is lost comes back when every service has answered without it and its share of games has been played; or at
        once, where without it there is no service."""
        for probe in self.probes:
            probe.look()
        print(time.strftime("%X"), what, flush=True)
        enough, through_bot = self.load.played() + self.games, len(self.load.through_bot) + self.games_through_bot
        lose()
        if at_once:
            restore()
        for probe in self.probes:
            probe.mark()
        self.load.wait_until(lambda: all(probe.is_back() for probe in self.probes), f"all services after the loss of {what}")
        self.load.wait_until(lambda: self.load.played() >= enough, f"{self.games} games after the loss of {what}", GAMES_LIMIT_S)
        self.told.append(f"{what:42}" + "".join(f"{probe.name} {probe.longest_s():5.2f}   " for probe in self.probes))
        if not at_once:
            restore()
        self.load.wait_for(10, 0)
        self.load.wait_until(lambda: len(self.load.through_bot) >= through_bot, "games through the bot since", GAMES_LIMIT_S)

    def hold(self, program):
        """It keeps its connections and locks and answers nobody, for so many games that everybody has met it."""
        program.process.send_signal(signal.SIGSTOP)
        self.load.wait_for(30, 2)

    def lose_redis(self, lose):
        """From then on each replica of the API limits by itself; until then they do together."""
        self.load.wait_until(self._limits_are_shared, "limits that are shared")
        assert self.cluster.redis.counted() == {"address", "player"}
        before = self.cluster.unshared()
        lose()
        self.load.wait_until(lambda: all(map(operator.lt, before, self.cluster.unshared())), "each replica to limit by itself")

    def _limits_are_shared(self):
        """Redis decided every call of some games; where the machine is busy another try may be needed."""
        before = self.cluster.unshared()
        self.load.wait_for(3, 0)
        return self.cluster.unshared() == before

    def close(self):
        for probe in self.probes:
            probe.close()


def lose(*programs):
    return lambda: [one.kill() for one in programs], lambda: [one.start() for one in programs]


def test_each_role_each_replica_and_the_database_may_die(cluster, tell, full):
    load = Load(cluster, fronts=6 if full else 2)
    trial = Trial(cluster, load, full)
    suffer, held = trial.suffer, cluster.replicas["api"][0]
    load.wait_for(20, 0)
    suffer("a replica of the API", *lose(cluster.replicas["api"][0]))
    suffer("another replica of the API", *lose(cluster.replicas["api"][2]))
    suffer("a replica of the API, which stands still", lambda: trial.hold(held), lambda: held.process.send_signal(signal.SIGCONT))
    suffer("a replica of the balance service", *lose(cluster.replicas["balance"][0]))
    suffer("finance, started again", *lose(cluster.replicas["finance"][0]), at_once=True)
    bot = wait_until(cluster.serving_bot, "a bot that serves")
    suffer("the bot that serves", *lose(bot))
    other = wait_until(cluster.serving_bot, "a bot that serves")
    assert other is not bot
    suffer("the bot that waits", *lose(bot))
    for role in ("api", "balance", "bot"):
        suffer(f"every {role}, started again", *lose(*cluster.replicas[role]), at_once=True)
    suffer("all connections inside", cluster.cut, lambda: None)
    suffer("Redis", lambda: trial.lose_redis(cluster.redis.kill), cluster.redis.start)
    suffer("Redis, which stands still", lambda: trial.lose_redis(cluster.redis.hold), cluster.redis.release)
    suffer("RabbitMQ", lambda: cluster.rabbit.stop(signal.SIGKILL), cluster.rabbit.start)
    suffer("nearness, everything 10 ms away", lambda: cluster.delay(0.01), lambda: cluster.delay(0))
    suffer("PostgreSQL, started again", lambda: cluster.postgres.stop("QUIT"), cluster.postgres.start, at_once=True)
    suffer("PostgreSQL, its standby promoted", cluster.lose_postgres, cluster.standby.promote, at_once=True)
    assert len(trial.told) == FAULTS
    trial.close()
    load.wait_for(0, 3)
    load.stop()
    last = load.over_api[-1]
    wait_until(lambda: cluster.redis.get(f"user:{last[0].name}") == str(points_of_winner(last)), "the balance in Redis", BACK_LIMIT_S)
    tell("\n  ".join([f"{load.told()}\nLongest seconds without an answer at the loss of:", *trial.told]))


def test_all_are_restarted_in_turn_and_no_call_fails(cluster, tell):
    load, probes = Load(cluster), open_probes(cluster)
    load.wait_for(10, 0)
    for probe in probes:
        probe.look()
    for program in cluster.programs():
        assert program.stop() == 0
        program.start()
        load.wait_for(5, 0)
    load.wait_for(5, 2)
    for probe in probes:
        probe.close()
    load.stop()
    tell(f"{load.told()}\nLongest seconds without an answer while all are restarted in turn: "
         + "".join(f"{probe.name} {probe.longest_s():.2f}   " for probe in probes))
