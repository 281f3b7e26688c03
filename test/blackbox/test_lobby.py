"""Who waits for an opponent, and how long that took others."""
import time

from client import Api
from people import Player, fresh_bet


def waiting(api, bet):
    """The group of this bet, or None."""
    groups = api.call("/lobby").data["waiting"]
    assert all(set(group) == {"game", "asset", "bet", "players", "expected_wait_s"} for group in groups)
    return next((group for group in groups if group["bet"] == bet), None)


def test_a_waiting_game_shows_until_it_is_joined(api):
    bet = fresh_bet()
    first, second = Player(api), Player(api)
    assert waiting(api, bet) is None
    game_id = first.start(bet).data["game_id"]
    assert waiting(api, bet) == {"game": "dice", "asset": "points", "bet": bet, "players": 1, "expected_wait_s": None}
    second.start(bet)
    assert waiting(api, bet) is None
    first.result(game_id, 6)
    second.result(game_id, 1)


def test_a_game_called_off_no_longer_shows(api):
    bet = fresh_bet()
    player = Player(api)
    player.start(bet)
    player.leave()
    assert waiting(api, bet) is None


def test_the_expected_wait_is_that_of_earlier_matches(api):
    bet = fresh_bet()
    first, second = Player(api), Player(api)
    opened = time.time()
    game_id = first.start(bet).data["game_id"]
    second.start(bet)
    matched = time.time()
    first.result(game_id, 6)
    second.result(game_id, 1)
    first.start(bet)
    assert 0 <= waiting(api, bet)["expected_wait_s"] <= matched - opened + 1
    first.leave()


def test_scene_31_games_under_an_earlier_rake_do_not_show(start_program):
    program = start_program()
    player = Player(Api(program))
    player.start(50)
    assert waiting(Api(program), 50)["players"] == 1
    assert program.stop() == 0
    program.settings["LUDICE_RAKE_BPS"] = 100
    program.start()
    assert Api(program).call("/lobby").data == {"waiting": []}
    player.api = Api(program)
    assert player.leave().data["refunded"] == 50
