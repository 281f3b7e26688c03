"""Target through the bot on a local Telegram: a press a dart, the opponent's shown after all six, faults and kills."""
import pytest

from telegram import TARGET, result_of, start_match
from waiting import wait_until

DARTS = "🎯"


@pytest.fixture
def house(open_house):
    return open_house()


def press(person, dart, round_=1):
    """Waits for the button of this dart and presses it."""
    def due():
        return next((b for b in person.buttons() if b[1] == "Throw 🎯" and b[2].endswith(f":{round_}:{dart}")), None)

    message_id, _, data = wait_until(due, f"the button of dart {dart} for {person.name}", 20)
    return person.tap_data(message_id, data)


def own_darts(person):
    return [value for value, forwarded in person.dice() if not forwarded]


def throw_all(person, round_=1):
    for dart in (1, 2, 3):
        press(person, dart, round_)
    wait_until(lambda: len(own_darts(person)) >= 3 * round_, f"the darts of {person.name}", 20)


def test_a_whole_game(house):
    house.telegram.next_dice(6, 2, 4, 1, 3, 5, emoji=DARTS)
    first, second = start_match(house.telegram, 50, TARGET)
    assert "dart" in press(first, 1)["text"]
    first.see("Your darts so far: 10🎯")
    assert first.see("Dart 2 of 3")
    press(first, 2)
    first.see("10🎯 + 1 = 11")
    press(first, 3)
    first.see("You have thrown 10🎯 + 1 + 4 = 15 points")
    assert [d for d in second.dice() if d[1]] == [], "nothing shows before both have thrown"
    throw_all(second)
    won, lost = result_of(first), result_of(second)
    assert "You won" in won and "10🎯 + 1 + 4 = 15" in won and "0 + 2 + 7 = 9" in won and "1050 points" in won
    assert "You lost" in lost and "950 points" in lost
    assert first.dice() == [(6, False), (2, False), (4, False), (1, True), (3, True), (5, True)]
    assert [d for d in second.dice() if d[1]] == [(6, True), (2, True), (4, True)]
    assert result_of(first) == first.texts()[-1], "who won stands below all darts"
    assert house.balances(first, second) == [1050, 950]


def test_one_card_lives_and_stands_below_the_last_dart(house):
    house.telegram.next_dice(2, 2, emoji=DARTS)
    first, _ = start_match(house.telegram, 50, TARGET)
    for dart in (1, 2):
        press(first, dart)
        first.see(f"Dart {dart + 1} of 3")
        kinds = ["dart" if "dice" in m else "card" if "reply_markup" in m else "text" for m in first.messages()]
        assert kinds[-1] == "card" and kinds[-2] == "dart" and kinds.count("card") == 1, kinds


def test_bullseyes_decide_where_points_are_equal(house):
    house.telegram.next_dice(6, 4, 1, 5, 5, 1, emoji=DARTS)
    first, second = start_match(house.telegram, 50, TARGET)
    throw_all(first)
    throw_all(second)
    assert "bullseyes decide: 1 to 0" in result_of(first)
    assert "bullseyes decide: 0 to 1" in result_of(second)
    assert house.balances(first, second) == [1050, 950]


def test_a_dart_whose_answer_is_lost_is_made_again_and_killing_loses_nothing(house):
    house.telegram.next_dice(6, 2, 2, 2, 1, 1, 1, emoji=DARTS)
    first, second = start_match(house.telegram, 50, TARGET)
    house.telegram.fault("drop_after", "sendDice")
    press(first, 1)
    first.see("does not count and is made once more", 40)
    first.see("Your darts so far: 1")
    house.restart()
    for dart in (2, 3):
        press(first, dart)
    first.see("You have thrown 1 + 1 + 1 = 3 points")
    throw_all(second)
    assert "You won" in result_of(first)
    assert house.balances(first, second) == [1050, 950]


def test_again_plays_target_again(house):
    house.telegram.next_dice(6, 6, 6, 1, 1, 1, emoji=DARTS)
    first, second = start_match(house.telegram, 50, TARGET)
    throw_all(first)
    throw_all(second)
    for person in (first, second):
        result_of(person)
        person.tap("Again")
    card = second.see("against")
    assert "Target 🎯" in card and "3 darts" in card
