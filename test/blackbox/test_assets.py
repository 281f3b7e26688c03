"""Several assets in one deployment: which are offered, their bounds, their balances, and whose money moves."""
import pytest

from client import Api, Balance, assert_error
from people import Player, fresh_name
from program import run

ALL = "points,stars,ton"


@pytest.fixture
def three(start_program):
    """A program that plays for all three: its two faces."""
    program = start_program(LUDICE_ASSETS=ALL)
    return Api(program), Balance(program)


def test_the_first_asset_is_the_default_one(start_program):
    api = Api(start_program(LUDICE_ASSETS="stars,points"))
    player = Player(api)
    assert (player.registered["asset"], player.registered["balance"]) == ("stars", 0)
    answer = assert_error(player.start(50), 402, "insufficient_funds")
    assert answer.details == {"balance": 0, "required": 50}
    assert player.start(50, asset="points").data["balance"] == 950


def test_only_what_is_offered_is_played_for(start_program):
    player = Player(Api(start_program(LUDICE_ASSETS="points,ton")))
    for asset in ("stars", "gold", "", 7):
        assert assert_error(player.start(50, asset=asset), 422, "invalid_request").details["asset"]
    assert_error(player.start(100_000_000, asset="ton"), 402, "insufficient_funds")


def test_each_asset_has_its_bounds(start_program):
    api = Api(start_program(LUDICE_ASSETS=ALL, LUDICE_MIN_BET=5, LUDICE_MAX_BET=500, LUDICE_TON_MIN_BET=1000,
                            LUDICE_TON_MAX_BET=2000))
    player = Player(api)
    for asset, least, most in (("points", 5, 500), ("stars", 5, 500), ("ton", 1000, 2000)):
        for bet in (least - 1, most + 1):
            answer = assert_error(player.start(bet, asset=asset), 422, "invalid_request")
            assert str(least) in answer.details["bet"] and str(most) in answer.details["bet"]
    for bet in (1000, 2000):
        assert_error(player.start(bet, asset="ton"), 402, "insufficient_funds")


def test_ton_has_bounds_by_default(three):
    player = Player(three[0])
    for bet in (99_999_999, 100_000_000_001):
        assert_error(player.start(bet, asset="ton"), 422, "invalid_request")
    for bet in (100_000_000, 100_000_000_000):
        assert_error(player.start(bet, asset="ton"), 402, "insufficient_funds")


def test_each_asset_has_a_balance_of_its_own(three):
    api, balance = three
    player = Player(api)
    assert balance.get(f"id={player.id}").json["balance"] == 1000
    for asset, expected in (("points", 1000), ("stars", 0), ("ton", 0)):
        assert balance.get(f"id={player.id}&asset={asset}").json == {"username": player.name, "balance": expected}
    assert balance.modify(id=player.id, amount=5, asset="points").json["new_balance"] == 1005


@pytest.mark.parametrize("asset", ["stars", "ton"])
def test_nothing_real_comes_from_nowhere(three, asset):
    api, balance = three
    player, name = Player(api), fresh_name()
    assert balance.modify(username=player.name, amount=1, asset=asset).status == 402
    assert balance.modify(username=player.name, amount=-1, asset=asset).status == 402
    assert balance.create(name, initial_balance=1, asset=asset).status == 402
    assert balance.get(f"username={name}").status == 404
    assert balance.create(name, asset=asset).json["balance"] == 0


def test_assets_that_are_not_offered_have_no_balance_here(balance, api):
    player = Player(api)
    assert balance.get(f"id={player.id}&asset=stars").status == 422
    assert balance.modify(id=player.id, amount=1, asset="stars").status == 422


def test_daily_points_are_points(start_program):
    player = Player(Api(start_program(LUDICE_ASSETS="stars,points")))
    assert player.call("/daily").data["balance"] == 1100
    assert player.start(1100, asset="points").data["balance"] == 0


def test_the_bot_needs_points_first(tmp_path):
    settings = {"LUDICE_ASSETS": "stars,points", "SECRET_KEY": "k" * 16, "TOKEN": "123456789:" + "A" * 35,
                "DATABASE_URL": "sqlite:game.db"}
    result = run(["serve"], tmp_path, settings)
    assert result.returncode == 2 and "LUDICE_ASSETS" in result.stderr
    assert not (tmp_path / "game.db").exists()


def test_scene_31_games_keep_the_rake_they_were_opened_under(start_program):
    program = start_program(LUDICE_RAKE_BPS=1000)
    api = Api(program)
    first, second, waiting, inviting = (Player(api) for _ in range(4))
    first.start(100)
    running = second.start(100).data["game_id"]
    left = waiting.start(100).data
    code = inviting.start(100, invite=True).data["invite"]
    assert program.stop() == 0
    program.settings["LUDICE_RAKE_BPS"] = 0
    api = Api(program.start())
    for player in (first, second, waiting, inviting):
        player.api = api
    # Who comes now plays under the new terms, with nobody who waits under the old ones.
    late = Player(api)
    assert late.start(100).data["state"] == "waiting"
    assert (waiting.game(left["game_id"])["state"], waiting.game(left["game_id"])["win"]) == ("waiting", 180)
    assert waiting.leave().data["refunded"] == 100
    first.result(running, 6)
    assert second.result(running, 1).data["rake"] == 20
    assert first.balance() == 1080
    joined = waiting.call("/start/game", join=code).data
    assert (joined["rake"], joined["win"]) == (20, 180)
    inviting.result(joined["game_id"], 1)
    assert waiting.result(joined["game_id"], 6).data["balance"] == 1080
    assert late.leave().data["refunded"] == 100


def test_scene_31_games_keep_the_bet_they_were_opened_with(start_program):
    program = start_program()
    api = Api(program)
    opener, waiting = Player(api), Player(api)
    code = opener.start(10, invite=True).data["invite"]
    game_id = waiting.start(10).data["game_id"]
    assert program.stop() == 0
    program.settings |= {"LUDICE_MIN_BET": 500, "LUDICE_MAX_BET": 600}
    api = Api(program.start())
    joiner = Player(api)
    assert_error(joiner.start(10), 422, "invalid_request")
    assert joiner.call("/start/game", join=code, bet=10).data["state"] == "active"
    waiting.api = api
    assert waiting.game(game_id)["state"] == "waiting" and waiting.leave().data["refunded"] == 10
