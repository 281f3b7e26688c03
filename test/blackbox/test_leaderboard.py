"""Who has won most games: ranks, periods, and where the player who asks stands."""
import pytest

from client import Api, assert_error
from people import Player


@pytest.fixture
def board_api(start_program):
    """A program whose only games are the test's."""
    return Api(start_program())


def win(winner, loser):
    bet = 100  # a player of these tests loses up to three games
    game_id = winner.start(bet).data["game_id"]
    loser.start(bet)
    winner.result(game_id, 6)
    loser.result(game_id, 1)


def test_ranks_go_by_wins_then_fewer_games_and_equal_ones_share_theirs(board_api):
    anna, ivan, olga, petr = (Player(board_api) for _ in range(4))
    win(anna, ivan)
    win(anna, olga)
    win(petr, anna)
    board = olga.call("/leaderboard").data
    places = [(item["rank"], item["name"], item["won"], item["games"]) for item in board["items"]]
    assert places[:2] == [(1, anna.name, 2, 3), (2, petr.name, 1, 1)]
    assert sorted(places[2:]) == sorted([(3, ivan.name, 0, 1), (3, olga.name, 0, 1)])
    assert board["you"] == {"rank": 3, "name": olga.name, "won": 0, "games": 1}


def test_of_equal_ones_who_was_first_leads(board_api):
    anna, ivan = Player(board_api), Player(board_api)
    win(ivan, anna)
    win(anna, ivan)
    assert [item["name"] for item in anna.call("/leaderboard").data["items"]] == [ivan.name, anna.name]


def test_you_stand_below_what_is_shown_too(board_api):
    players = [Player(board_api) for _ in range(4)]
    for winner in players[:3]:
        win(winner, players[3])
    board = players[3].call("/leaderboard", limit=1).data
    assert len(board["items"]) == 1
    assert board["you"]["rank"] == 4


def test_today_and_this_week_count_the_games_of_now(board_api):
    anna, ivan = Player(board_api), Player(board_api)
    win(anna, ivan)
    whole = anna.call("/leaderboard").data
    for fields in ({"period": "day"}, {"period": "week"}, {"period": "all"}, {"game": "dice"}, {"asset": "points"}):
        assert anna.call("/leaderboard", **fields).data == whole
    assert anna.call("/leaderboard", game="target").data == {
        "items": [], "you": {"rank": None, "name": anna.name, "won": 0, "games": 0}}


def test_a_player_without_games_has_no_rank(board_api):
    player = Player(board_api)
    player.start(20)
    player.leave()
    assert player.call("/leaderboard").data == {
        "items": [], "you": {"rank": None, "name": player.name, "won": 0, "games": 0}}
    assert board_api.call("/leaderboard").data == {"items": [], "you": None}


def test_the_leaderboard_survives_a_restart(start_program):
    program = start_program()
    anna, ivan = Player(Api(program)), Player(Api(program))
    win(anna, ivan)
    before = anna.call("/leaderboard").data
    assert program.stop() == 0
    program.start()
    anna.api = ivan.api = Api(program)
    assert anna.call("/leaderboard").data == before
    win(ivan, anna)
    assert [item["games"] for item in anna.call("/leaderboard").data["items"]] == [2, 2]


@pytest.mark.parametrize("field, wrong", [("period", "month"), ("game", "poker"), ("asset", "gold"), ("limit", 0),
                                          ("limit", 101), ("period", 1)])
def test_wrong_fields_are_named(api, field, wrong):
    refused = assert_error(Player(api).call("/leaderboard", **{field: wrong}), 422, "invalid_request")
    assert set(refused.details) == {field}


def test_a_stranger_is_not_found(api):
    assert_error(api.call("/leaderboard", username="nobody here"), 404, "player_not_found")
