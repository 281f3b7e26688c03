"""Scene 20 through the bot: SIGKILL at ten moments of a game; started again, the game reaches its end, money exactly
once, and the players are told."""
import threading
from concurrent.futures import ThreadPoolExecutor

from bot_fixtures import House
from telegram import result_of
from test_bot_faults import finish, own_dice
from waiting import wait_until

AT_ONCE, MOMENTS = 5, 10


def in_flight(act):
    """Starts what a person does without waiting for the bot's answer."""
    thread = threading.Thread(target=act)
    thread.start()
    return thread


class Game:
    """A game up to a moment, which the killer may choose."""

    def __init__(self, house, bet=50):
        self.house, self.bet = house, bet
        telegram = house.telegram
        telegram.next_dice(5, 2)
        self.first, self.second = telegram.person("Anna").join(), telegram.person("Ivan").join()
        self.threads = []

    def go_to(self, number):
        """Plays up to that moment; its name."""
        return next(name for position, name in enumerate(self.moments()) if position == number)

    def moments(self):
        """Each does the next bit of the game and names the moment after it."""
        first, second = self.first, self.second
        first.ask_for_dice()
        yield "the question stands"
        first.send(str(self.bet))
        yield "a bet is on its way"
        first.button("Cancel")
        yield "one waits"
        second.ask_for_dice()
        second.send(str(self.bet))
        yield "the other's bet is on its way"
        for person in (first, second):
            person.button("Throw")
        yield "the game has begun"
        self.threads.append(in_flight(lambda: first.tap("Throw")))
        yield "a tap is on its way"
        wait_until(lambda: own_dice(first), "the first dice", 30)
        yield "a dice has fallen"
        wait_until(lambda: "You have thrown" in "".join(first.texts()), "the card", 30)
        yield "a throw is stored"
        self.threads.append(in_flight(lambda: second.tap("Throw")))
        wait_until(lambda: own_dice(second), "the second dice", 30)
        yield "the last dice has fallen"
        for person in (first, second):
            result_of(person)
        yield "both know"

    def play_on(self):
        """After the restart: whatever is left of the game is played."""
        first, second = self.first, self.second
        for person in (first, second):
            stakes = wait_until(lambda p=person: state_of(p), "a card that says where the game stands", 30)
            if stakes == "asked":
                person.send(str(self.bet))
            elif stakes == "nothing":
                person.bet(self.bet)
        results = finish(first, second, limit_s=180)
        for thread in self.threads:
            thread.join(30)
        return results


def state_of(person):
    """Where the newest card that says so leaves this person."""
    for text in reversed(person.texts()):
        if "How much do you stake" in text:
            return "asked"
        if "Waiting for an opponent" in text or "against" in text:
            return "playing"
        if "Your balance" in text:
            return "ended"
    return "nothing"


def kill_at(folder, number):
    """Plays one game that is killed at that moment; returns the moment's name."""
    folder.mkdir()
    house = House(folder, LUDICE_TURN_TTL="10s")
    game = Game(house)
    name = game.go_to(number)
    house.restart()
    game.play_on()
    balances = house.balances(game.first, game.second)
    assert sum(balances) == 2000 and sorted(balances) in ([950, 1050], [1000, 1000]), (name, balances)
    house.close()
    return name


def test_scene_20_a_game_killed_at_each_of_ten_moments_reaches_its_end(tmp_path):
    failures, names = [], []

    def run(number):
        try:
            names.append(kill_at(tmp_path / f"moment{number}", number))
        except BaseException as error:  # pylint: disable=broad-except
            failures.append((number, error))

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(run, range(MOMENTS)))
    assert not failures, failures
    assert len(set(names)) == MOMENTS
