"""Two players who play game after game until the program dies, and what must be there of it afterwards: all that was
answered, and of the one request that was not all or nothing."""
import random
import time
from dataclasses import dataclass, replace

from journal import CONNECTION_LOST
from people import fresh_bet

ROUNDS = 5  # with as many ties a game is void
LIMIT = "2s"  # of a game: for joining and for throwing
LATE_S = 1.9  # from then on its time may have ended it
ASKED_AGAIN = 6


def settings(money):
    """Of the program under which they play: each has so many points at first."""
    return {"LUDICE_VOID_TTL": LIMIT, "LUDICE_TURN_TTL": "1s", "LUDICE_LOBBY_TTL": LIMIT, "LUDICE_WELCOME_POINTS": money}


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
        return {"won": self.bet, "lost": -self.bet, "active": -self.bet, "waiting": -self.bet}.get(self.state(who), 0)

    def told(self):
        """To each of the two: its state and his own throws."""
        return [(self.state(who), self.faces[who::2]) for who in (0, 1)]

    def is_late(self):
        return time.monotonic() - self.began > LATE_S


@dataclass
class Asked:
    """A request, noted before it is sent, and its answer."""
    signed: tuple
    answer: object = None


class Pair:
    """The two, one of whom asks at a time. `money` is what they had when the last game was over that was told to be."""

    def __init__(self, players, money):
        self.players, self.money = players, [money, money]
        self.begin()

    def begin(self):
        """What has been is settled."""
        self.asked, self.ended = [], []
        self.game = self.tried = None  # as answered last, and as the request makes it that has no answer
        self.is_whole = None  # whether that request has had its effect, where this is known
        self.wrong = None

    def play(self):
        """Until the program dies, or is so slow that the time of a game ends it."""
        try:
            while self._play_a_game():
                pass
        except CONNECTION_LOST:
            pass
        except Exception as error:  # pylint: disable=broad-except
            self.wrong = error

    def _play_a_game(self):
        self.game = Game(fresh_bet(), time.monotonic())
        for player in self.players:
            if not self._ask(player, "/start/game", replace(self.game, joined=self.game.joined + 1), bet=self.game.bet):
                return False
        while self.game.state(0) == "active":
            face = random.randrange(1, 7)
            then = replace(self.game, faces=(*self.game.faces, face))
            if not self._ask(self.players[len(then.faces) % 2 - 1], "/write/res", then, game_id=then.id, result=face):
                return False
        self.money = [money + self.game.change(who) for who, money in enumerate(self.money)]
        self.ended.append(self.game)
        return True

    def _ask(self, player, path, then, **fields):
        """Whether the answer tells the game as it then is; only where it is late it may be another."""
        signed = player.api.sign(path, {"username": player.name, "timestamp": time.time()} | fields)
        self.tried = then
        self.asked.append(Asked(signed))
        answer = self.asked[-1].answer = player.api.send(signed)
        told, who = answer.json.get("data", {}), self.players.index(player)
        then = replace(then, id=then.id or told.get("game_id"))
        is_right = (answer.status, told.get("game_id"), told.get("state"), told.get("balance")) == (
            200, then.id, then.state(who), self.money[who] + then.change(who))
        assert is_right or self.game.is_late(), (answer, then)
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

    def settle(self):
        """All games have ended: the last one as it had to, and their money is what the ends of all have made of it."""
        balances = self.balances()
        if self.game is None:
            assert sum(balances) == sum(self.money)
        else:
            ends = [replace(game, id=self.game.id, is_over=True) for game in (self.game, self.tried)]
            seen = self.views(self.game.id) if self.game.id else ends[0].told()
            end = next((end for end in ends if seen == end.told()), None)
            assert end, f"found {seen}, where it may be one of {ends}"
            assert balances == [money + end.change(who) for who, money in enumerate(self.money)], end
        self.money = balances
