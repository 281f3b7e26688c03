"""Limits for each address and each player: sliding windows, Retry-After, and whose X-Forwarded-For is believed."""
import ipaddress
import time

import pytest

from client import Api, assert_error
from people import Player, fresh_id, fresh_name
from waiting import wait_until


def ask(api, address=None, name="nobody"):
    headers = {"X-Forwarded-For": address} if address else {}
    return api.call("/profile", headers=headers, username=name)


def until_refused(call):
    """The first answer, and how the second of two calls within a second is refused. Between two that pass there is a second:
    whoever is as slow as that tries again."""
    first = last = None
    for _ in range(20):
        asked = time.monotonic()
        answer = call()
        if last is not None and answer.status == 429:
            return first, assert_error(answer, 429, "rate_limited")
        assert answer.status != 429 and (last is None or time.monotonic() - last > 0.99), answer
        first, last = first or answer, asked
    raise AssertionError("no two calls within a second")


def passes(api, address, limit):
    """How many of more calls than the limit pass for an address."""
    return sum(ask(api, address).status == 404 for _ in range(limit + 2))


def test_ten_a_minute_pass_for_a_stranger_by_default(start_program):
    api = Api(start_program())
    # Whoever names a client without being a trusted proxy is never trusted, and is counted by its own address.
    for number in range(10):
        assert_error(ask(api, f"198.51.100.{number}"), 404, "player_not_found")
    answer = assert_error(ask(api, "198.51.100.99"), 429, "rate_limited")
    assert 55 <= int(answer.headers["Retry-After"]) <= 60


def test_trusted_clients_have_no_limit(start_program):
    api = Api(start_program(LUDICE_IP_LIMIT="1/hour"))
    assert all(ask(api).status == 404 for _ in range(20))


def test_an_empty_list_of_trusted_clients_limits_everybody(start_program):
    api = Api(start_program(LUDICE_IP_LIMIT="2/hour", LUDICE_TRUSTED_CLIENTS=""), form="v2")
    assert [ask(api).status for _ in range(3)] == [404, 404, 429]


def test_the_limit_can_be_turned_off(start_program):
    api = Api(start_program(LUDICE_IP_LIMIT="0"))
    assert all(ask(api, "198.51.100.7").status == 404 for _ in range(30))


def test_each_address_has_a_window_of_its_own(start_program):
    program = start_program(LUDICE_IP_LIMIT="2/hour", LUDICE_TRUSTED_CLIENTS="127.0.0.9/32")
    for source in ("127.0.0.2", "127.0.0.3"):
        assert passes(Api(program, source=source), None, 2) == 2
    assert passes(Api(program, source="127.0.0.9"), None, 2) == 4


def test_refused_calls_do_not_count_and_the_window_slides(start_program):
    api = Api(start_program(LUDICE_IP_LIMIT="3/second", LUDICE_TRUSTED_CLIENTS=""))
    passed = []

    def try_again():
        asked = time.monotonic()
        if ask(api).status == 404:
            passed.append((asked, time.monotonic()))
        return len(passed) >= 9

    # Asking on and on while refused delays nothing.
    wait_until(try_again, "nine calls to pass", 60)
    # Never more than three in any second: a call was counted between asking and the answer.
    for (asked, _), (_, answered) in zip(passed, passed[3:]):
        assert answered - asked > 0.99, passed


def test_waiting_as_long_as_asked_is_enough(start_program):
    api = Api(start_program(LUDICE_IP_LIMIT="1/second", LUDICE_TRUSTED_CLIENTS=""))
    first, answer = until_refused(lambda: ask(api))
    assert first.status == 404
    asked = time.monotonic()
    wait_until(lambda: time.monotonic() - asked >= int(answer.headers["Retry-After"]), "the time asked for")
    assert ask(api).status == 404


PROXY = {"LUDICE_TRUSTED_PROXIES": "127.0.0.1/32,10.0.0.0/8,2001:db8:ffff::/48", "LUDICE_IP_LIMIT": "2/hour"}


@pytest.mark.parametrize("same", [
    # The rightmost hop that is no proxy of ours is the client; what stands left of it anybody may have written.
    ["198.51.100.1", "203.0.113.5, 198.51.100.1", "198.51.100.1, 10.1.2.3", "1.2.3.4,198.51.100.1 , 10.1.2.3,10.0.0.1"],
    ["2001:db8::1", "2001:db8::2", "2001:db8:0:0:ffff::3", "2001:db8::4, 2001:db8:ffff::1"],
])
def test_these_are_one_address(start_program, same):
    api = Api(start_program(**PROXY))
    assert [ask(api, address).status for address in same] == [404, 404, 429, 429]


@pytest.mark.parametrize("one, other", [("198.51.100.1", "198.51.100.2"), ("2001:db8:0:1::1", "2001:db8:0:2::1"),
                                        ("198.51.100.1", "198.51.100.1, 198.51.100.2")])
def test_these_are_different_addresses(start_program, one, other):
    api = Api(start_program(**PROXY))
    assert passes(api, one, 2) == 2 and passes(api, other, 2) == 2


def test_a_hop_that_is_no_address_is_not_trusted(start_program):
    api = Api(start_program(**PROXY))
    assert passes(api, "127.0.0.5, nonsense", 2) == 2


def test_a_trusted_client_behind_a_proxy_has_no_limit(start_program):
    api = Api(start_program(**PROXY | {"LUDICE_TRUSTED_CLIENTS": "198.51.100.0/24"}))
    assert passes(api, "198.51.100.1", 2) == 4 and passes(api, "203.0.113.1", 2) == 2


def test_nobody_becomes_trusted_by_a_header_of_his_own(start_program):
    program = start_program(LUDICE_IP_LIMIT="2/hour")
    assert passes(Api(program), "127.0.0.1", 2) == 2


def test_unlimited_many_addresses_do_not_hurt(start_program):
    program = start_program(**PROXY)
    api = Api(program)
    before = program.resident_kib()
    first = int(ipaddress.ip_address("198.18.0.0"))
    for number in range(3000):
        assert ask(api, str(ipaddress.ip_address(first + number))).status == 404
    assert program.resident_kib() - before < 8 * 1024


@pytest.mark.parametrize("path, more", [("/register", {}), ("/start/game", {"bet": 50}), ("/leave", {})])
def test_one_a_second_passes_for_a_player_by_default(start_program, path, more):
    api = Api(start_program(LUDICE_USER_LIMIT=None))
    player = Player(api) if path != "/register" else None
    fields = more | {"username": player.name if player else fresh_name(), "id": player.id if player else fresh_id()}
    first, answer = until_refused(lambda: api.call(path, **fields))
    assert first.status == 200
    assert answer.headers["Retry-After"] == "1"


def test_the_paths_and_the_players_are_counted_apart(start_program):
    api = Api(start_program(LUDICE_USER_LIMIT="1/hour"))
    one, two = Player(api), Player(api)
    assert one.start(50).status == 200 and two.start(60).status == 200
    assert one.leave().status == 200 and two.leave().status == 200
    assert one.start(50).status == 429 and one.leave().status == 429


def test_a_player_is_one_under_name_and_id(start_program):
    api = Api(start_program(LUDICE_USER_LIMIT="1/hour"))
    player = Player(api)
    assert api.call("/leave", username=player.name).status == 200
    assert api.call("/leave", id=player.id).status == 429
    assert api.call("/leave", username=f"#{player.id}").status == 429


def test_refusals_by_the_rules_count(start_program):
    api = Api(start_program(LUDICE_USER_LIMIT="1/hour"))
    player = Player(api)
    assert_error(player.start(1001), 402, "insufficient_funds")
    assert_error(player.start(50), 429, "rate_limited")


def test_other_calls_have_no_limit_per_player(start_program):
    api = Api(start_program(LUDICE_USER_LIMIT="1/hour"))
    player = Player(api)
    assert all(player.call("/profile").status == 200 and player.call("/daily").status == 200 for _ in range(5))


def test_a_call_refused_by_the_limit_is_not_spent(start_program):
    api = Api(start_program(LUDICE_USER_LIMIT="1/second"))
    player = Player(api)
    signed = None

    def started_again():
        nonlocal signed
        if player.profile()["game_id"] is not None:
            wait_until(lambda: player.leave().status == 200, "the way out")
        signed = api.sign("/start/game", {"username": player.name, "bet": 60, "timestamp": time.time()})
        return api.send(signed)

    assert until_refused(started_again)[0].status == 200
    answer = wait_until(lambda: (a := api.send(signed)).status == 200 and a, "the limit to let it pass")
    assert answer.data["bet"] == 60 and not answer.is_replay
