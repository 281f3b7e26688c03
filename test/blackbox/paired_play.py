"""Two players who play game after game until the program or its database dies, and what must be there of it afterwards: all
that was answered, and of the one request that was not all or nothing."""
import math
import random
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, replace

from journal import CONNECTION_LOST, Patient
from people import Player, fresh_bet

ROUNDS = 5  # with as many ties a game is void
FACES = (2, 2, 2, 5)  # so that one game of ten is
RAKE_BPS = 300
LIMIT = "2s"  # of a game: for joining and for throwing
LATE_S = 1.9  # from then on its time may have ended it
ASKED_AGAIN = 6


def settings(money):
    """Of the program under which they play: each has so many points at first, and the house takes rake."""
    return {"LUDICE_WELCOME_POINTS": money, "LUDICE_RAKE_BPS": RAKE_BPS}


def short_limits():
    """With which a game that nobody plays on ends soon."""
    return {"LUDICE_VOID_TTL": LIMIT, "LUDICE_TURN_TTL": "1s", "LUDICE_LOBBY_TTL": LIMIT}


def rake_of(bet):
    return 2 * bet * RAKE_BPS // 10_000


@dataclass(frozen=True)
class Game:
    """How many of the two are in it, and what they threw, by turns."""
    bet: int
    began: float
    id: str = None
    joined: int = 0
    faces: tuple = ()
    is_over: bool = False  # by its time

    def state(self, who):
        """What it is to the first or the second of them; None where he has no part in it."""
        if self.joined < 2:
            return None if who >= self.joined else "cancelled" if self.is_over else "waiting"
        mine, others = self.faces[who::2], self.faces[1 - who::2]
        if len(mine) == len(others) and mine and mine[-1] != others[-1]:
            return "won" if mine[-1] > others[-1] else "lost"
        return "void" if self.is_over or len(self.faces) == 2 * ROUNDS else "active"

    def change(self, who):
        """By what it has changed his balance."""
        state = self.state(who)
        return self.bet - rake_of(self.bet) if state == "won" else -self.bet if state in ("lost", "active", "waiting") else 0

    def told(self):
        """To each of the two: its state and his own throws."""
        return [(self.state(who), self.faces[who::2]) for who in (0, 1)]

    def is_late(self):
        return time.monotonic() - self.began > LATE_S


@dataclass
class Asked:
    """A request of the first or the second of them, noted before it is sent, and its answer."""
    who: int
    signed: tuple
    answer: object = None


class Pair:
    """The two, one of whom asks at a time. `money` is what they had when the last game was over that was told to be."""

    ENDS = CONNECTION_LOST

    def __init__(self, players, money):
        self.players, self.money = players, [money, money]
        self.begin()

    def begin(self):
        """What has been is settled."""
        self.asked, self.ended = [], []
        self.game = self.tried = None  # as answered last, and as the request makes it that has no answer
        self.bet = 0  # of the last game
        self.is_whole = None  # whether that request has had its effect, where this is known
        self.wrong = None

    def play(self):
        """Until the program dies, or is so slow that the time of a game ends it."""
        try:
            while self._play_a_game():
                pass
        except self.ENDS:
            pass
        except Exception as error:  # pylint: disable=broad-except
            self.wrong = error

    def _play_a_game(self):
        """The one that has begun, or another, to its end."""
        self.game = self.game or self._new_game()
        self.bet = self.game.bet
        while self.game.joined < 2:
            then = replace(self.game, joined=self.game.joined + 1)
            if not self._ask(self.game.joined, "/start/game", then, bet=self.game.bet):
                return False
        while self.game.state(0) == "active":
            face = random.choice(FACES)
            then = replace(self.game, faces=(*self.game.faces, face))
            if not self._ask(len(self.game.faces) % 2, "/write/res", then, game_id=then.id, result=face):
                return False
        self.money = [money + self.game.change(who) for who, money in enumerate(self.money)]
        self.ended.append(self.game)
        self.game = None
        return True

    def _new_game(self):
        return Game(fresh_bet(), time.monotonic())

    def _ask(self, who, path, then, **fields):
        """Whether the answer tells the game as it then is; only where it is late it may be another."""
        player = self.players[who]
        asked = Asked(who, player.api.sign(path, {"username": player.name, "timestamp": time.time()} | fields))
        self.tried = then
        self.asked.append(asked)
        asked.answer = self._send(asked)
        return self._take(asked, then)

    def _send(self, asked):
        return self.players[asked.who].api.send(asked.signed)

    def _take(self, asked, then):
        told = asked.answer.json.get("data", {})
        then = replace(then, id=then.id or told.get("game_id"))
        is_right = (asked.answer.status, told.get("game_id"), told.get("state"), told.get("balance")) == (
            200, then.id, then.state(asked.who), self.money[asked.who] + then.change(asked.who))
        assert is_right or self.game.is_late(), (asked, then)
        self.game, self.tried = (then if is_right else None), None
        return is_right

    def use(self, api):
        """Of the program that was started again."""
        for player in self.players:
            player.api = api

    def balances(self):
        return [player.balance() for player in self.players]

    def views(self, game_id):
        """What they are told of a game."""
        seen = []
        for player in self.players:
            answer = player.call("/game", game_id=game_id)
            if answer.status == 200:
                seen.append((answer.data["state"], tuple(face for throws in answer.data["your_throws"] for face in throws)))
            else:
                assert answer.code in ("not_your_game", "not_found"), answer
                seen.append((None, ()))
        return seen

    def check_the_last(self):
        """The last game and their money are as answered, or as the request makes them that has no answer."""
        assert not self.wrong, self.wrong
        if self.game is None:
            return  # too slow: its time has made of it what it may
        game_id = self.game.id or self.players[0].profile()["game_id"]
        may_be = [(False, replace(self.game, id=game_id)), (True, replace(self.tried, id=game_id))]
        for _ in range(3):  # its time may end it while they ask
            seen = (self.views(game_id) if game_id else [(None, ())] * 2), self.balances()
            late = [(whole, replace(game, is_over=True)) for whole, game in may_be if self.game.is_late()]
            for self.is_whole, game in may_be + late:
                if seen == (game.told(), [money + game.change(who) for who, money in enumerate(self.money)]):
                    self.is_whole = self.is_whole if game_id or not late else None
                    return
        raise AssertionError(f"found {seen}, of {self.money}, where it may be one of {may_be}")

    def check_those_before(self):
        """Every game that was told to be over is, with all its throws."""
        for game in self.ended:
            assert self.views(game.id) == game.told(), game

    def ask_again(self):
        """What was answered is answered with the same bytes; what was not, for the first time if it had no effect."""
        for asked in self.asked[-ASKED_AGAIN:]:
            again = self.players[0].api.send(asked.signed)
            if asked.answer is not None:
                assert (again.status, again.body, again.is_replay) == (asked.answer.status, asked.answer.body, True)
            else:
                assert again.status in (200, 409) and self.is_whole in (None, again.is_replay), (self.is_whole, again)
                asked.answer = again

    def settle(self):
        """All games have ended: the last one as it had to, and their money is what the ends of all have made of it."""
        balances = self.balances()
        if self.game is None:
            assert sum(self.money) - sum(balances) in (0, rake_of(self.bet))
        else:
            ends = [replace(game, id=self.game.id, is_over=True) for game in (self.game, self.tried)]
            seen = self.views(self.game.id) if self.game.id else ends[0].told()
            end = next((end for end in ends if seen == end.told()), None)
            assert end, f"found {seen}, where it may be one of {ends}"
            assert balances == [money + end.change(who) for who, money in enumerate(self.money)], end
        self.money = balances


class Unavailable(Exception):
    """An answer of 503."""


class LastingPair(Pair):
    """Two whose program lives on while its database dies: they play until a request is answered with 503. That one is sent
    again, and the game goes on from there; no time of it ends."""

    ENDS = (Unavailable,)

    def __init__(self, api, money):
        patient = Patient(api.http, api.form)
        super().__init__([Player(patient), Player(patient)], money)
        self.played = self.without_effect = self.with_effect = 0  # games, and requests that were answered with 503

    def _new_game(self):
        return Game(fresh_bet(), math.inf)

    def _send(self, asked):
        answer = self.players[asked.who].api.send_once(asked.signed)
        if answer.status == 503:
            raise Unavailable
        return answer

    def ask_again(self):
        super().ask_again()
        self._take(self.asked[-1], self.tried)
        self.with_effect += self.is_whole
        self.without_effect += not self.is_whole
        self.played += len(self.ended)
        self.asked, self.ended = [], []

    @staticmethod
    @contextmanager
    def playing(pairs):
        """All of them, in a span at whose end each is answered with 503."""
        threads = [threading.Thread(target=two.play, daemon=True) for two in pairs]
        for thread in threads:
            thread.start()
        yield
        for thread in threads:
            thread.join(60)
        assert not any(thread.is_alive() for thread in threads), "no answer of 503"
