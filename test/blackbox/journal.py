"""Clients that note what was acknowledged while the database fails under them, and hold the ledger against it."""
import random
import threading
import time

from client import AnyOf, Api, Balance
from people import Player, fresh_name

PAUSE_S = 0.02


class Journal:
    """Threads that change an account of their own, or open and leave games, and repeat what was answered with 503 until
    it is done. An answer that should not have come is in `wrong`."""

    def __init__(self, *programs, changers=6, players=4):
        self.balance = AnyOf(Balance(program) for program in programs)
        self.api = AnyOf(Api(program) for program in programs)
        self.acknowledged = self.refused = 0
        self.wrong = []
        self._stopped = threading.Event()
        self._count = threading.Lock()
        self.accounts = {fresh_name(): 0 for _ in range(changers)}
        for name in self.accounts:
            assert self.balance.create(name).status == 200
        self.players = [Player(self.api) for _ in range(players)]
        self.threads = [threading.Thread(target=self._change, args=(name,)) for name in self.accounts]
        self.threads += [threading.Thread(target=self._play, args=(player,)) for player in self.players]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        """Ends the load; what was begun is repeated until it is answered first."""
        self._stopped.set()
        for thread in self.threads:
            thread.join(60)

    def _until_done(self, call):
        """The first answer other than 503, by repeating the same call."""
        ends = time.monotonic() + 60
        while time.monotonic() < ends:
            answer = call()
            if answer.status != 503:
                with self._count:
                    self.acknowledged += 1
                return answer
            if not answer.headers["Retry-After"]:
                break
            with self._count:
                self.refused += 1
            time.sleep(PAUSE_S)
        self.wrong.append(("no answer", answer))
        return answer

    def _change(self, name):
        number = 0
        while not self._stopped.is_set() and not self.wrong:
            number += 1
            amount = random.randrange(1, 100)
            answer = self._until_done(
                lambda key=f"{name}-{number}", amount=amount: self.balance.modify(key, username=name, amount=amount))
            if answer.status != 200 or answer.json["new_balance"] != self.accounts[name] + amount:
                self.wrong.append((name, self.accounts[name], amount, answer))
                return
            self.accounts[name] += amount

    def _play(self, player):
        while not self._stopped.is_set() and not self.wrong:
            for path, fields in (("/start/game", {"bet": 10 + self.players.index(player)}), ("/leave", {})):
                signed = self.api.sign(path, {"username": player.name, "timestamp": time.time()} | fields)
                answer = self._until_done(lambda signed=signed: self.api.send(signed))
                # Each has a bet of his own, so nobody is joined.
                if answer.status != 200:
                    self.wrong.append((player.name, path, answer))
                    return

    def check(self):
        """Every acknowledged change is there, once, and nothing else."""
        assert not self.wrong, self.wrong[:3]
        # A connection of the database may still be on its way back when the last change was acknowledged.
        found = {name: self._until_done(lambda name=name: self.balance.get(f"username={name}")).json["balance"]
                 for name in self.accounts}
        assert found == self.accounts
        profiles = [self._until_done(lambda player=player: player.call("/profile")).data for player in self.players]
        assert [profile["balances"]["points"] for profile in profiles] == [1000] * len(self.players)
