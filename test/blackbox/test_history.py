"""Looking back: every movement of a player's money, page by page, also while games go on."""
import time

from client import Api, assert_error
from people import Player, pair

ITEM = {"at", "kind", "amount", "balance_after", "game_id"}


def history(player, **fields):
    """All items, page by page."""
    items, cursor = [], None
    while True:
        page = player.call("/history", cursor=cursor, **fields).data
        assert set(page) == {"items", "cursor"}
        assert len(page["items"]) <= fields.get("limit", 20)
        items += page["items"]
        cursor = page["cursor"]
        if cursor is None:
            return items


def test_the_history_adds_up_to_the_balance(api):
    winner, loser, game_id, bet = pair(api)
    winner.result(game_id, 6)
    loser.result(game_id, 1)
    winner.call("/daily")
    items = history(winner)
    assert [item["kind"] for item in items] == ["daily", "game", "game", "welcome"]
    assert [item["amount"] for item in items] == [100, 2 * bet, -bet, 1000]
    assert [item["game_id"] for item in items] == [None, game_id, game_id, None]
    assert all(set(item) == ITEM and abs(item["at"] - time.time()) < 60 for item in items)
    balance = 0
    for item in reversed(items):
        balance += item["amount"]
        assert item["balance_after"] == balance
    assert balance == winner.balance()


def test_new_rows_between_pages_change_nothing_in_the_pages_that_follow(api):
    player = Player(api)
    for _ in range(7):
        player.start(20)
        player.leave()
    whole = history(player, limit=100)
    assert len(whole) == 15
    seen, cursor = [], None
    while True:
        page = player.call("/history", cursor=cursor, limit=4).data
        seen += page["items"]
        cursor = page["cursor"]
        if cursor is None:
            break
        player.start(30)
        player.leave()
    assert seen == whole


def test_a_cursor_belongs_to_its_player(api):
    one, other = Player(api), Player(api)
    one.start(20)
    cursor = one.call("/history", limit=1).data["cursor"]
    refused = assert_error(other.call("/history", cursor=cursor), 422, "invalid_request")
    assert set(refused.details) == {"cursor"}
    for wrong in ("", "x", 7, cursor[:-1], cursor.lower() + "0", "7ZZZZZZZZZZZZ"):
        refused = assert_error(one.call("/history", cursor=wrong), 422, "invalid_request")
        assert set(refused.details) == {"cursor"}
    one.leave()


def test_the_limit_is_1_to_100(api):
    player = Player(api)
    for wrong in (0, 101, -1, "10", 2.5):
        refused = assert_error(player.call("/history", limit=wrong), 422, "invalid_request")
        assert set(refused.details) == {"limit"}
    assert len(player.call("/history", limit=1).data["items"]) == 1
    assert_error(api.call("/history", username="nobody here"), 404, "player_not_found")


def test_the_history_survives_a_restart(start_program):
    program = start_program()
    player = Player(Api(program))
    player.start(20)
    player.leave()
    page = player.call("/history", limit=1).data
    before = history(player)
    assert program.stop() == 0
    program.start()
    player.api = Api(program)
    assert history(player) == before
    assert player.call("/history", cursor=page["cursor"]).data["items"] == before[1:]
