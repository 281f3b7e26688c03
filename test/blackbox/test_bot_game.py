"""Games through the bot as people of a local Telegram play them: screens, bets, taps, ties, late players."""
from concurrent.futures import ThreadPoolExecutor

import pytest

from telegram import result_of, start_match
from waiting import wait_until


@pytest.fixture
def house(open_house):
    return open_house()


def test_a_whole_game(house):
    telegram = house.telegram
    telegram.next_dice(5, 2)
    first, second = start_match(telegram, 50)
    card = first.see("against")
    assert second.name in card and "50 points" in card
    assert first.tap("Throw")["text"]
    wait_until(first.dice, "the first dice")
    assert second.tap("Throw")["text"]
    won, lost = result_of(first), result_of(second)
    assert "You won" in won and "threw 5" in won and "threw 2" in won and "100 points" in won and "1050 points" in won
    assert "You lost" in lost and "50 points" in lost and "950 points" in lost
    for person in (first, second):
        person.button("Again")
    wait_until(lambda: len(first.dice()) == 2 and len(second.dice()) == 2, "all dice")
    # One's own is a dice of the bot's, the other's is forwarded, so that Telegram vouches for it.
    assert sorted(first.dice()) == [(2, True), (5, False)]
    assert sorted(second.dice()) == [(2, False), (5, True)]
    assert house.balances(first, second) == [1050, 950]


def test_the_history_tells_games_with_their_results(house):
    house.telegram.next_dice(5, 2)
    first, second = start_match(house.telegram, 50)
    first.tap("Throw")
    wait_until(first.dice, "the first dice")
    second.tap("Throw")
    result_of(first)
    first.send("/profile")
    first.tap("History")
    told = first.see("Your history: Points")
    assert f"against {second.name}: you won\n+100 points, balance 1050 points" in told
    assert f"against {second.name}: your stake\n-50 points, balance 950 points" in told
    assert "Points to begin with\n+1000 points" in told
    for amount in range(20, 23):
        first.wait_in_lobby(amount)
        first.tap("Cancel")
        wait_until(lambda: not any("Cancel" in label for _, label, _ in first.buttons()), "the way out")
    first.send("/history")

    def turned_to(part):
        def found():
            return part in next(text for text in reversed(first.texts()) if "Your history" in text)

        wait_until(found, f"a page with {part}")

    turned_to("+22 points")
    first.tap("Next")
    turned_to("Points to begin with")
    first.tap("Back")
    turned_to("+22 points")
    commands = [line for line in house.telegram.transcript() if line.get("method") == "setMyCommands"]
    assert any("history" in str(line["params"]) for line in commands)


def test_the_terms_come_first_and_come_again(house):
    person = house.telegram.person()
    for word in ("/start", "Roll 🎲", "50", "/profile", "hello"):
        person.send(word)
        wait_until(lambda: any(b[2] == "accept_terms" for b in person.buttons()), f"the terms after {word}")
    assert "18" in person.see("Do you accept")
    person.tap("accept_terms")
    keyboard = wait_until(lambda: person.chat()["keyboard"], "the keyboard")
    labels = [key["text"] for row in keyboard["keyboard"] for key in row]
    assert labels == ["Roll 🎲", "Help ❓", "Profile 👤", "Top up 🔝"]


def test_profile_help_menu_and_top_up(house):
    person = house.telegram.person().join()
    person.send("Help ❓")
    person.see("How it works")
    person.send("/help")
    person.send("Top up 🔝")
    person.see("1100")
    person.send("Top up 🔝")
    person.see("already")
    person.send("/menu")
    assert house.balances(person) == [1100]


def all_at_once(house, run, cases):
    """Runs cases at once, each with a person of its own: a chat has its pace, several have several."""
    with ThreadPoolExecutor(len(cases)) as pool:
        people = [house.telegram.person().join() for _ in cases]
        return list(pool.map(run, people, cases))


WRONG_BETS = [("-5", "sign"), ("0", "smallest stake is 10"), ("10.5", "whole number"), ("+10", "sign"),
              ("10,5", "whole number"), ("ten", "whole number"), ("9", "smallest stake is 10"), ("1001", "1000 points"),
              ("1000000000", "biggest"), ("9223372036854775808", "biggest"), ("1000001", "biggest")]


def test_scene_6_a_wrong_bet_is_answered_and_the_question_stands(open_house):
    house = open_house()

    def bet_wrongly(person, case):
        text, hint = case
        person.bet(text)
        person.see(hint)
        stake = 20 + WRONG_BETS.index(case)
        person.send(str(stake))
        person.button("Cancel")
        return house.balances(person) == [1000 - stake]

    assert all(all_at_once(house, bet_wrongly, WRONG_BETS))


def test_scene_6_the_whole_balance_other_digits_and_spaces_work(open_house):
    house = open_house()

    def bet(person, case):
        text, stake = case
        person.bet(text)
        person.button("Cancel")
        return house.balances(person) == [1000 - stake]

    cases = [("1000", 1000), ("٣٤", 34), (" 10 ", 10), ("9 00", 900), ("２５", 25)]
    assert all(all_at_once(house, bet, cases))


def test_a_bet_can_be_tapped(house):
    person = house.telegram.person().join()
    person.ask_for_dice()
    label = next(b[1] for b in person.buttons() if b[1].isdigit())
    person.tap(label)
    person.button("Cancel")
    assert house.balances(person) == [1000 - int(label)]


def test_cancelling_gives_the_stake_back(house):
    person = house.telegram.person().join()
    person.wait_in_lobby(70)
    person.tap("Cancel")
    assert "70 points" in person.see("Your balance: 1000 points")
    person.wait_in_lobby(80)
    person.send("/cancel")
    assert "80 points" in person.see("cancelled. Your stake of 80")
    person.ask_for_dice()
    person.send("/cancel")
    person.see("nothing was staked")
    person.send("100")
    person.see("I understand the buttons")
    assert house.balances(person) == [1000]


def tapped_at_once(person, label):
    """Three taps on one button, each of which has its answer."""
    message_id, _, data = person.button(label)
    with ThreadPoolExecutor(3) as pool:
        assert None not in list(pool.map(lambda _: person.tap_data(message_id, data), range(3)))


def test_scene_1_a_double_tap_on_a_bet_on_a_throw_and_on_again_has_one_effect(house):
    telegram = house.telegram
    telegram.next_dice(5, 2)
    first, second = telegram.person().join(), telegram.person().join()
    second.wait_in_lobby(50)
    first.ask_for_dice()
    for label in ("50", "Throw"):
        tapped_at_once(first, label)
    wait_until(first.dice, "the first dice")
    second.tap("Throw")
    assert "1050 points" in result_of(first) and "950 points" in result_of(second)
    assert [value for value, is_forwarded in first.dice() if not is_forwarded] == [5]
    tapped_at_once(first, "Again")
    first.button("Cancel")
    assert house.balances(first, second) == [1000, 950], "one stake for three taps"
    first.tap("Cancel")
    first.see("Your balance: 1050 points")


def test_scene_30_tied_rounds_and_the_void(house):
    telegram = house.telegram
    telegram.next_dice(*[3, 3] * 5)
    first, second = start_match(telegram, 50)
    for number in range(1, 6):
        for person in (first, second):
            wait_until(lambda p=person, n=number: any(b[1].startswith("Throw") and f":{n}:" in b[2]
                                                      for b in p.buttons()), f"round {number}", 20)
            person.tap("Throw")
    for person in (first, second):
        assert "void" in result_of(person) and "Your balance: 1000 points" in result_of(person)
    assert len(first.dice()) == 10


def test_a_tie_plays_on(house):
    telegram = house.telegram
    telegram.next_dice(4, 4, 1, 6)
    first, second = start_match(telegram, 50)
    first.tap("Throw")
    wait_until(first.dice, "the first dice")
    second.tap("Throw")
    for person in (first, second):
        person.see("a tie")
    first.tap("Throw")
    wait_until(lambda: len([d for d in first.dice() if not d[1]]) == 2, "the second dice")
    second.tap("Throw")
    assert "You lost" in result_of(first) and "You won" in result_of(second)


def test_again_plays_the_same_stake(house):
    telegram = house.telegram
    telegram.next_dice(5, 2)
    first, second = start_match(telegram, 60)
    for person in (first, second):
        person.tap("Throw")
    result_of(first)
    result_of(second)
    first.tap("Again")
    first.button("Cancel")
    second.tap("Again")
    for person in (first, second):
        person.button("Throw")
    assert sorted(house.balances(first, second)) == [880, 1000]


def test_a_late_player_is_thrown_for(open_house):
    house = open_house(LUDICE_TURN_TTL="10s")
    house.telegram.next_dice(3, 6)
    first, second = start_match(house.telegram, 50)
    first.tap("Throw")
    assert "You lost" in result_of(first) and "You won" in result_of(second)
    assert (6, False) in second.dice() and (6, True) in first.dice()
    assert house.balances(first, second) == [950, 1050]


def test_nobody_throws_and_the_bot_throws_for_both(open_house):
    house = open_house(LUDICE_TURN_TTL="1s")
    house.telegram.next_dice(3, 6)
    people = [house.telegram.person().join() for _ in range(2)]
    people[0].wait_in_lobby(50)
    people[1].bet(50)  # a button to throw with may be gone before anybody sees it
    assert sorted("won" in result_of(person) for person in people) == [False, True]
    assert len(people[0].dice()) == 2
    assert sorted(house.balances(*people)) == [950, 1050]


def test_the_lobby_expires_and_says_so(open_house):
    house = open_house(LUDICE_LOBBY_TTL="1s")
    person = house.telegram.person().join()
    person.bet(90)
    person.see("Nobody came in time. Your stake of 90 points is back. Your balance: 1000 points")


def bots_dice(person):
    """What the bot threw in this chat; not what the person sent or forwarded."""
    return [m["dice"]["value"] for m in person.messages()
            if "dice" in m and m["from"]["is_bot"] and "forward_origin" not in m]


def helped(person):
    """An answer to /help: whatever was sent before it is done with."""
    answers = sum("How it works" in text for text in person.texts())
    person.send("/help")
    wait_until(lambda: sum("How it works" in text for text in person.texts()) > answers, "the help")


def test_scene_13_what_people_throw_and_forward_themselves_never_counts(house):
    telegram = house.telegram
    first, second = start_match(telegram, 50)
    telegram.next_dice(1)
    for emoji in ("🎲", "🎰", "🎯"):
        telegram.post("/sim/dice", **{"from": first.id, "emoji": emoji})
    first.see("only dice that the bot throws count")
    own = next(m["message_id"] for m in first.messages() if "dice" in m)
    telegram.post("/sim/forward", **{"from": first.id, "message_id": own})
    helped(first)
    assert first.dice()[0] == (1, False) and first.dice()[3:] == [(1, True)] and second.dice() == []
    first.button("Throw")
    telegram.next_dice(6)
    first.tap("Throw")
    wait_until(lambda: bots_dice(first) == [6], "the first dice")
    telegram.next_dice(6)
    telegram.post("/sim/dice", **{"from": second.id, "emoji": "🎲"})
    helped(second)
    assert bots_dice(second) == [] and not any("You threw" in text for text in first.texts() + second.texts())
    telegram.next_dice(1)
    second.tap("Throw")
    won, lost = result_of(first), result_of(second)
    assert "You won" in won and f"You threw 6, {second.name} threw 1" in won
    assert "You lost" in lost and f"You threw 1, {first.name} threw 6" in lost
    assert (bots_dice(first), bots_dice(second)) == ([6], [1])
    assert [sum("only dice that the bot throws" in t for t in p.texts()) for p in (first, second)] == [1, 1]
    assert house.balances(first, second) == [1050, 950]


def test_scene_13_a_forwarded_dice_of_the_bot_is_no_second_throw(house):
    """Of the last game, and the best there is."""
    telegram = house.telegram
    telegram.next_dice(6, 1)
    first, second = start_match(telegram, 50)
    first.tap("Throw")
    wait_until(first.dice, "the first dice")
    second.tap("Throw")
    for person in (first, second):
        result_of(person)
        person.tap("Again")
    for person in (first, second):
        wait_until(lambda p=person: any("Throw" in b[1] for b in p.buttons()), "the next game")
    six = next(m["message_id"] for m in first.messages() if "dice" in m and m["dice"]["value"] == 6)
    telegram.post("/sim/forward", **{"from": first.id, "message_id": six})
    helped(first)
    telegram.next_dice(2, 3)
    first.tap("Throw")
    wait_until(lambda: bots_dice(first) == [6, 2], "a dice of this game")
    second.tap("Throw")
    first.see(f"You threw 2, {second.name} threw 3")
    assert house.balances(first, second) == [1000, 1000]


def test_scene_13_an_edited_bet_changes_nothing(house):
    person = house.telegram.person().join()
    person.ask_for_dice()
    message = person.send("30")
    person.button("Cancel")
    house.telegram.post("/sim/edit", **{"from": person.id, "message_id": message, "text": "500"})
    person.see("edited message changes nothing")
    assert house.balances(person) == [970]


def test_scene_28_forged_callback_data_does_nothing(house):
    first, second = start_match(house.telegram, 50)
    message_id, _, _ = first.button("Throw")
    for data in ("throw:0G3M9QW4T1A7K:1:1", "throw:x:9:9", "bet:1000000000", "bet:-5", "nonsense", "x" * 64,
                 "cancel:0G3M9QW4T1A7K", "again:0", "accept_terms", "throw", ":::"):
        first.forge(message_id, data)
    assert first.dice() == [] and house.balances(first, second) == [950, 950]


def test_scene_28_another_s_and_yesterday_s_buttons(house):
    first, second = start_match(house.telegram, 50)
    _, _, throw = first.button("Throw")
    stranger = house.telegram.person().join()
    stranger.ask_for_dice()
    message_id, _, _ = stranger.buttons()[0]
    stranger.forge(message_id, throw)
    assert first.dice() == [] and stranger.dice() == []
    house.telegram.next_dice(5, 2)
    old = first.button("Throw")
    for person in (first, second):
        person.tap("Throw")
    result_of(first)
    first.forge(old[0], old[2])
    assert len(first.dice()) == 2 and sum(house.balances(first, second)) == 2000
