"""Players of the game API: registering them under random names and playing games with them."""
import itertools
import random
import uuid

MAX_ID = 2**52 - 1
_ids = itertools.count(random.SystemRandom().randrange(1, 2**51))


def fresh_name(stem="p"):
    """A name nobody has."""
    return f"{stem}_{uuid.uuid4().hex[:12]}"


def fresh_id():
    """A Telegram id nobody has."""
    return next(_ids) % MAX_ID + 1


class Player:
    """A registered player and the calls he makes."""

    def __init__(self, api, name=None, telegram_id=None):
        self.api = api
        self.name = name or fresh_name()
        self.id = telegram_id or fresh_id()
        self.registered = api.call("/register", username=self.name, id=self.id).data

    def call(self, path, **fields):
        return self.api.call(path, username=self.name, **fields)

    def start(self, bet=50, **fields):
        return self.call("/start/game", bet=bet, **fields)

    def leave(self, **fields):
        return self.call("/leave", **fields)

    def announce(self, game_id, **fields):
        return self.call("/throw", game_id=game_id, **fields)

    def result(self, game_id, result, **fields):
        return self.call("/write/res", game_id=game_id, result=result, **fields)

    def game(self, game_id):
        return self.call("/game", game_id=game_id).data

    def profile(self):
        return self.call("/profile").data

    def balance(self):
        return self.profile()["balances"]["points"]


_bets = itertools.count()


def fresh_bet():
    """A bet nobody else waits with, so that two players of one test meet; a loser can stake another. Bets from 130 to
    499 are these alone: a test that names its bet takes another, for its player may be waiting still."""
    return 130 + next(_bets) % 370


def pair(api, bet=None):
    """Two players in one begun game: (first, second, game_id, bet)."""
    bet = bet or fresh_bet()
    first, second = Player(api), Player(api)
    waiting = first.start(bet).data
    assert waiting["state"] == "waiting", waiting
    begun = second.start(bet).data
    assert begun["state"] == "active" and begun["game_id"] == waiting["game_id"], (waiting, begun)
    return first, second, begun["game_id"], bet
