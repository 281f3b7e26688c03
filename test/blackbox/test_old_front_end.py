"""A front end of the first Ludicé in plain Python: what it sends works unchanged. It knows nothing of this version:
the first form of signature, whole-second timestamps, players by name, no attempts, no ids of requests."""
import hashlib
import hmac
import json
import time
import urllib.error
import urllib.request

import pytest

from people import fresh_bet, fresh_id, fresh_name
from program import API, BALANCE, KEY


class OldFrontEnd:
    """The calls of the first Ludicé."""

    def __init__(self, program):
        self.api_url = f"http://127.0.0.1:{program.port(API)}"
        self.balance_url = f"http://127.0.0.1:{program.port(BALANCE)}"

    def post(self, url, data, headers=None):
        request = urllib.request.Request(url, json.dumps(data).encode(),
                                         {"Content-Type": "application/json"} | (headers or {}))
        return self.open(request)

    def open(self, request):
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)

    def signed(self, path, **data):
        data["timestamp"] = int(time.time())
        text = json.dumps(data, sort_keys=True, separators=(",", ":"))
        signature = hmac.new(KEY.encode(), text.encode(), hashlib.sha256).hexdigest()
        return self.post(self.api_url + path, data, {"X-Signature": signature})

    def register(self, username, telegram_id):
        return self.signed("/register", username=username, id=telegram_id)

    def start_game(self, username, bet):
        return self.signed("/start/game", username=username, bet=bet)

    def write_result(self, username, game_id, result):
        return self.signed("/write/res", username=username, game_id=game_id, result=result)

    def leave(self, username):
        return self.signed("/leave", username=username)

    def create_user(self, username, initial_balance):
        return self.post(self.balance_url + "/create_user", {"username": username, "initial_balance": initial_balance})

    def get_balance(self, username):
        return self.open(urllib.request.Request(f"{self.balance_url}/get_balance?username={username}"))

    def modify_balance(self, username, amount, operation):
        return self.post(self.balance_url + "/modify_balance",
                         {"username": username, "amount": amount, "operation": operation})


@pytest.fixture
def front(program):
    return OldFrontEnd(program)


def balance_of(front, username):
    status, answer = front.get_balance(username)
    assert status == 200
    return answer["balance"]


def test_two_players_register_start_throw_and_one_is_paid(front):
    anna, ivan, bet = fresh_name("anna"), fresh_name("ivan"), fresh_bet()
    for name in (anna, ivan):
        status, answer = front.register(name, fresh_id())
        assert (status, answer["status"], answer["data"]["balance"]) == (200, "success", 1000)
    status, waiting = front.start_game(anna, bet)
    assert (status, waiting["data"]["state"]) == (200, "waiting")
    assert balance_of(front, anna) == 1000 - bet
    _, begun = front.start_game(ivan, bet)
    game_id = begun["data"]["game_id"]
    assert begun["data"]["state"] == "active" and game_id == waiting["data"]["game_id"]
    assert front.write_result(anna, game_id, 6)[0] == 200
    status, end = front.write_result(ivan, game_id, 2)
    assert (status, end["data"]["state"]) == (200, "lost")
    assert (balance_of(front, anna), balance_of(front, ivan)) == (1000 + bet, 1000 - bet)


def test_a_result_cannot_be_overwritten_until_a_six_comes(front):
    anna, ivan, bet = fresh_name("anna"), fresh_name("ivan"), fresh_bet()
    for name in (anna, ivan):
        front.register(name, fresh_id())
        _, game = front.start_game(name, bet)
    game_id = game["data"]["game_id"]
    front.write_result(anna, game_id, 2)
    for result in (3, 6):
        status, answer = front.write_result(anna, game_id, result)
        assert (status, answer["error"]["code"]) == (409, "already_thrown")
    assert front.write_result(ivan, game_id, 3)[1]["data"]["state"] == "won"


def test_leaving_gives_the_stake_back(front):
    anna, bet = fresh_name("anna"), fresh_bet()
    front.register(anna, fresh_id())
    front.start_game(anna, bet)
    status, answer = front.leave(anna)
    assert (status, answer["data"]) == (200, {"left": True, "refunded": bet, "balance": 1000})


def test_the_whole_balance_may_be_staked(front):
    anna = fresh_name("anna")
    front.register(anna, fresh_id())
    assert front.start_game(anna, 1000)[1]["data"]["balance"] == 0
    assert front.leave(anna)[1]["data"]["balance"] == 1000


def test_accounts_by_name(front):
    name = fresh_name("old")
    status, answer = front.create_user(name, 100)
    assert (status, answer) == (200, {"status": "success", "username": name, "balance": 100})
    assert front.create_user(name, 100) == (409, {"error": "User already exists"})
    status, answer = front.modify_balance(name, 30, "subtract")
    assert (status, answer) == (200, {"status": "success", "username": name, "new_balance": 70})
    assert front.modify_balance(name, 5, "add")[1]["new_balance"] == 75
    assert front.modify_balance(name, 76, "subtract") == (402, {"error": "Insufficient balance"})
    assert front.get_balance(name) == (200, {"username": name, "balance": 75})
    assert front.get_balance(fresh_name()) == (404, {"error": "User not found"})


def test_there_is_no_call_that_credits_a_winner(front):
    anna = fresh_name("anna")
    front.register(anna, fresh_id())
    for path in ("/win", "/credit", "/payout", "/start/game/win", "/update_balance", "/finish/game"):
        status, answer = front.signed(path, username=anna, amount=10)
        assert (status, answer["error"]["code"]) == (404, "not_found")
    assert balance_of(front, anna) == 1000
