"""Registering, profiles, the daily points, and names that move: money belongs to the id."""
import json
import time

import pytest

from client import Api, Balance, assert_error
from people import Player, fresh_bet, fresh_id, fresh_name, pair


def test_registering_grants_the_welcome_points_once(api):
    name, telegram_id = fresh_name(), fresh_id()
    first = api.call("/register", username=name, id=telegram_id, language="uk").data
    assert first == {"id": telegram_id, "username": name, "created": True, "asset": "points", "balance": 1000,
                     "terms": 1}
    again = api.call("/register", username=name, id=telegram_id).data
    assert again == first | {"created": False}


def test_the_welcome_points_are_a_setting(start_program):
    api = Api(start_program(LUDICE_WELCOME_POINTS=0, LUDICE_DAILY_POINTS=7))
    player = Player(api)
    assert player.registered["balance"] == 0
    assert player.call("/daily").data["granted"] == 7


def test_repeating_it_updates_name_and_language_and_keeps_the_money(api):
    player = Player(api)
    player.start(100)
    renamed = fresh_name()
    again = api.call("/register", username=renamed, id=player.id, language="fr").data
    assert (again["created"], again["username"], again["balance"]) == (False, renamed, 900)
    profile = api.call("/profile", id=player.id).data
    assert (profile["username"], profile["language"]) == (renamed, "fr")
    assert_error(player.call("/profile"), 404, "player_not_found")


def test_a_language_left_out_stays(api):
    name, telegram_id = fresh_name(), fresh_id()
    api.call("/register", username=name, id=telegram_id, language="es")
    api.call("/register", username=name, id=telegram_id)
    assert api.call("/profile", id=telegram_id).data["language"] == "es"


def test_the_fresh_profile(api):
    before = time.time()
    player = Player(api)
    profile = player.profile()
    assert before - 2 <= profile.pop("created") <= time.time() + 2
    assert profile == {"id": player.id, "username": player.name, "language": "", "balances": {"points": 1000},
                       "in_game": 0, "game_id": None, "games": 0, "won": 0, "lost": 0, "void": 0,
                       "net": {"points": 0}, "streak": 0}


def test_the_profile_counts_games_and_streaks(api):
    winner, loser, game_id, bet = pair(api)
    assert winner.profile()["game_id"] == game_id and winner.profile()["in_game"] == bet
    winner.result(game_id, 6)
    loser.result(game_id, 1)
    won, lost = winner.profile(), loser.profile()
    assert (won["games"], won["won"], won["lost"], won["streak"], won["net"]) == (1, 1, 0, 1, {"points": bet})
    assert (lost["games"], lost["won"], lost["lost"], lost["streak"], lost["net"]) == (1, 0, 1, 0, {"points": -bet})
    assert won["in_game"] == 0 and won["game_id"] is None
    assert won["balances"] == {"points": 1000 + bet}


def test_id_wins_where_both_are_given(api):
    anna, ben = Player(api), Player(api)
    assert api.call("/profile", username=anna.name, id=ben.id).data["username"] == ben.name
    assert_error(api.call("/profile", username=anna.name, id=fresh_id()), 404, "player_not_found")


def test_a_name_taken_over_never_opens_the_old_account(api):
    owner = Player(api)
    owner.start(125)
    stranger = api.call("/register", username=owner.name, id=fresh_id()).data
    assert stranger["created"] and stranger["balance"] == 1000
    by_name = api.call("/profile", username=owner.name).data
    assert by_name["id"] == stranger["id"] and by_name["in_game"] == 0
    assert api.call("/leave", username=owner.name).data["left"] is False
    old = api.call("/profile", id=owner.id).data
    assert old["username"] == f"#{owner.id}" and old["balances"] == {"points": 875}
    assert api.call("/leave", id=owner.id).data == {"left": True, "refunded": 125, "balance": 1000}


def test_a_name_can_come_back(api):
    owner = Player(api)
    api.call("/register", username=owner.name, id=fresh_id())
    back = api.call("/register", username=owner.name, id=owner.id).data
    assert not back["created"] and back["username"] == owner.name
    assert api.call("/profile", username=owner.name).data["id"] == owner.id


def test_someone_without_a_name_is_called_by_his_number(api):
    telegram_id = fresh_id()
    assert api.call("/register", username=f"#{telegram_id}", id=telegram_id).data["username"] == f"#{telegram_id}"
    assert api.call("/leave", username=f"#{telegram_id}").data["balance"] == 1000


def next_midnight(now):
    return (int(now) // 86_400 + 1) * 86_400


def test_the_daily_points_come_once_a_day(api):
    player = Player(api)
    day_before = next_midnight(time.time())
    first, second = player.call("/daily").data, player.call("/daily").data
    if next_midnight(time.time()) != day_before:
        pytest.skip("the day changed in the middle")
    assert first["granted"] == 100 and first["balance"] == 1100
    assert second == {"granted": 0, "next_at": first["next_at"], "balance": 1100}
    assert time.time() < first["next_at"] <= time.time() + 86_400


def test_the_daily_points_ask_for_a_player(api):
    assert_error(api.call("/daily", username=fresh_name()), 404, "player_not_found")


def test_an_account_made_by_name_is_taken_over_with_its_money(api, balance):
    name, telegram_id = fresh_name(), fresh_id()
    assert balance.create(name, initial_balance=250).status == 200
    assert api.call("/profile", username=name).data["id"] is None
    taken = api.call("/register", username=name, id=telegram_id).data
    assert (taken["created"], taken["balance"], taken["id"]) == (False, 250, telegram_id)
    assert api.call("/register", username=name, id=telegram_id).data["balance"] == 250
    # From now on it is that person's.
    stranger = api.call("/register", username=name, id=fresh_id()).data
    assert stranger["created"] and stranger["balance"] == 1000


def test_an_account_made_by_name_plays_by_name(api, balance):
    bet = fresh_bet()
    names = [fresh_name(), fresh_name()]
    for name in names:
        balance.create(name, initial_balance=bet)
    for name in names:
        game = api.call("/start/game", username=name, bet=bet).data
    assert game["state"] == "active" and game["balance"] == 0 and game["opponent"] == names[0]
    api.call("/write/res", username=names[0], game_id=game["game_id"], result=2)
    end = api.call("/write/res", username=names[1], game_id=game["game_id"], result=5).data
    assert (end["state"], end["payout"], end["balance"]) == ("won", 2 * bet, 2 * bet)


def test_an_account_made_by_name_is_not_taken_over_in_a_game(api, balance):
    name, telegram_id = fresh_name(), fresh_id()
    balance.create(name, initial_balance=500)
    assert api.call("/start/game", username=name, bet=500).data["state"] == "waiting"
    assert_error(api.call("/register", username=name, id=telegram_id), 409, "conflict")
    assert api.call("/leave", username=name).data["left"]
    assert api.call("/register", username=name, id=telegram_id).data["balance"] == 500


def test_an_id_with_an_account_does_not_take_another_over(api, balance):
    player, name = Player(api), fresh_name()
    balance.create(name, initial_balance=500)
    assert_error(api.call("/register", username=name, id=player.id), 409, "conflict")
    assert player.balance() == 1000
    assert json.loads(balance.get(f"username={name}").body)["balance"] == 500


def test_a_balance_beyond_2_to_53_is_never_reached_by_the_daily_points(start_program):
    program = start_program()
    api, balance = Api(program), Balance(program)
    player = Player(api)
    top = 2**53 - 1
    assert balance.modify(username=player.name, amount=top - 1000).json["new_balance"] == top
    answer = player.call("/daily")
    assert_error(answer, 403, "limit_reached")
    assert player.balance() == top
