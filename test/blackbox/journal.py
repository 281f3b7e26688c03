"""Clients that note what was acknowledged while the database fails under them, and hold the ledger against it."""
import http.client
import random
import threading
import time
from contextlib import contextmanager, nullcontext

from client import AnyOf, Api, Balance, SignedApi
from people import Player, fresh_name
from waiting import wait_until

PAUSE_S = 0.02
PATIENCE_S = 60
CONNECTION_LOST = (OSError, http.client.HTTPException)


class Patient(SignedApi):
    """A client that sends the same signed request again while it is answered with 503."""

    send_once = SignedApi.send

    def send(self, signed):
        def answered():
            answer = self.send_once(signed)
            return answer if answer.status != 503 else None

        return wait_until(answered, "an answer other than 503", PATIENCE_S)

    def call(self, path, **fields):
        return self.send(self.sign(path, {"timestamp": time.time()} | fields))


class Journal:
    """Threads that change an account of their own, or open and leave games, and repeat what was answered with 503 until
    it is done; with `patient` also what was not answered at all. Each opens games with a bet of his own, which nobody joins:
    who plays is `paired_play`. An answer that should not have come is in `wrong`."""

    def __init__(self, *programs, changers=6, players=4, patient=False, welcome=1000):
        self.balance = AnyOf(Balance(program) for program in programs)
        self.api = AnyOf(Api(program) for program in programs)
        self.welcome = welcome  # points of each player
        self.acknowledged = self.refused = self.unanswered = 0
        self.wrong = []
        self._forgiven = CONNECTION_LOST if patient else ()
        self._stopped = threading.Event()
        self._count = threading.Lock()
        self.accounts = {fresh_name(): 0 for _ in range(changers)}
        for name in self.accounts:
            assert self.balance.create(name).status == 200
        self.players = [Player(self.api) for _ in range(players)]
        self.threads = [self._thread(self._change, name) for name in self.accounts]
        self.threads += [self._thread(self._play, player) for player in self.players]
        self._turns = {thread: threading.Lock() for thread in self.threads}  # held while a call is under way
        self._open = threading.Event()
        self._open.set()

    def _thread(self, work, whose):
        def run():
            try:
                work(whose)
            except Exception as error:  # pylint: disable=broad-except
                self.wrong.append((whose, error))

        return threading.Thread(target=run, daemon=True)

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

    @contextmanager
    def quiet(self):
        """A moment in which no call is under way."""
        self._open.clear()
        held = []
        try:
            for turn in self._turns.values():
                assert turn.acquire(timeout=90), "a call is not over"
                held.append(turn)
            yield
        finally:
            for turn in held:
                turn.release()
            self._open.set()

    def _once(self, call):
        """The answer, or None where there was none."""
        self._open.wait()
        with self._turns.get(threading.current_thread(), nullcontext()):
            try:
                return call()
            except self._forgiven:
                return None

    def _until_done(self, call):
        """The first answer other than 503, by repeating the same call."""
        ends = time.monotonic() + PATIENCE_S
        while time.monotonic() < ends:
            answer = self._once(call)
            if answer and answer.status != 503:
                with self._count:
                    self.acknowledged += 1
                return answer
            if answer and not answer.headers["Retry-After"]:
                break
            with self._count:
                self.refused += answer is not None
                self.unanswered += answer is None
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
            if not answer or answer.status != 200 or answer.json["new_balance"] != self.accounts[name] + amount:
                self.wrong.append((name, self.accounts[name], amount, answer))
                return
            self.accounts[name] += amount

    def _play(self, player):
        while not self._stopped.is_set() and not self.wrong:
            for path, fields in (("/start/game", {"bet": 10 + self.players.index(player)}), ("/leave", {})):
                signed = self.api.sign(path, {"username": player.name, "timestamp": time.time()} | fields)
                answer = self._until_done(lambda signed=signed: self.api.send(signed))
                if not answer or answer.status != 200:
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
        assert [profile["balances"]["points"] for profile in profiles] == [self.welcome] * len(self.players)
