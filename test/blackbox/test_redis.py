"""Redis beside the program: balances stand there under their names, limits are shared; and Redis emptied, gone, held
still, full, stale or written over by others harms nobody. Scene 22 of the nasty ones is here by name."""
import time

import pytest

from client import Api, Balance, assert_error
from people import Player, fresh_bet, fresh_id, fresh_name
from program import run
from redis_server import Redis
from shared_limits import decided_by_redis, until_shared
from tcp_proxy import TcpProxy
from waiting import wait_until

DATABASES = ("sqlite", "postgresql")
# A mirror is begun anew once a second where it was lost.
HEAL_LIMIT_S = 30
PROXY = {"LUDICE_TRUSTED_PROXIES": "127.0.0.1/32"}


@pytest.fixture
def redis(tmp_path):
    server = Redis(tmp_path)
    yield server
    server.close()


@pytest.fixture
def start(redis, start_program):
    """Starts a program with that Redis, and waits until it has what there is."""
    def start(**settings):
        program = start_program(**{"REDIS_URL": redis.url} | settings)
        complete(program)
        return program

    return start


@pytest.fixture
def proxy(redis):
    between = TcpProxy(redis.port)
    yield between
    between.close()


def complete(program):
    wait_until(lambda: program.metric("ludice_mirror_complete") == 1, "a complete mirror", HEAL_LIMIT_S)


def stands(redis, name, balance):
    """Waits until that balance stands under the name; None: nothing does."""
    wanted = "" if balance is None else str(balance)
    wait_until(lambda: redis.get(f"user:{name}") == wanted, f"user:{name} = {wanted!r}", HEAL_LIMIT_S)


def asked(api, times, address="198.51.100.7"):
    """The statuses of so many calls of a stranger, 404 where they pass."""
    return [api.call("/profile", headers={"X-Forwarded-For": address}, username="nobody").status for _ in range(times)]


def balance_of(balance, name):
    return balance.get(f"username={name}").json["balance"]


def test_a_balance_stands_under_its_name_as_an_integer(redis, start):
    balance = Balance(start())
    name = fresh_name()
    balance.create(name, initial_balance=100)
    stands(redis, name, 100)
    balance.modify(username=name, amount=-40)
    stands(redis, name, 60)
    other = fresh_name()
    balance.create(other)
    stands(redis, other, 0)


def test_stakes_and_payouts_reach_it(redis, start):
    program = start()
    api = Api(program)
    anna, ivan = Player(api), Player(api)
    bet = fresh_bet()
    stands(redis, anna.name, 1000)
    anna.start(bet)
    stands(redis, anna.name, 1000 - bet)
    game_id = ivan.start(bet).data["game_id"]
    anna.result(game_id, 6)
    ivan.result(game_id, 1)
    stands(redis, anna.name, 1000 + bet)
    stands(redis, ivan.name, 1000 - bet)


def test_a_name_that_moves_takes_its_key_along(redis, start):
    program = start()
    api = Api(program)
    first, second = fresh_id(), fresh_id()
    anna, hanna = fresh_name("anna"), fresh_name("hanna")
    api.call("/register", username=anna, id=first)
    stands(redis, anna, 1000)
    api.call("/register", username=hanna, id=first)
    stands(redis, hanna, 1000)
    stands(redis, anna, None)
    assert api.call("/start/game", username=hanna, bet=fresh_bet(), invite=True).status == 200
    api.call("/register", username=hanna, id=second)
    stands(redis, f"#{first}", 1000)
    stands(redis, hanna, 1000)
    Balance(program).modify(id=second, amount=5)
    stands(redis, hanna, 1005)
    stands(redis, f"#{first}", 1000)


def test_what_was_there_before_the_program_is_put_right_or_left_alone(redis, start):
    program = start()
    balance = Balance(program)
    name = fresh_name()
    balance.create(name, initial_balance=70)
    stands(redis, name, 70)
    program.kill()
    redis.cli("SET", f"user:{name}", "1")
    redis.cli("SET", "user:nobody of ours", "5")
    program.start()
    stands(redis, name, 70)
    complete(program)
    assert redis.get("user:nobody of ours") == "5"


@pytest.mark.one_writer
def test_a_database_that_was_put_back_is_believed_against_redis(redis, start, tmp_path):
    program = start()
    balance = Balance(program)
    name, later = fresh_name(), fresh_name()
    balance.create(name, initial_balance=100)
    copied = run(["backup", "copy.db"], tmp_path, {"DATABASE_URL": program.settings["DATABASE_URL"]})
    assert copied.returncode == 0
    balance.modify(username=name, amount=30)
    balance.create(later, initial_balance=5)
    stands(redis, name, 130)
    stands(redis, later, 5)
    assert program.stop() == 0
    back = f"sqlite:{tmp_path / 'back.db'}"
    assert run(["restore", "copy.db"], tmp_path, {"DATABASE_URL": back}).returncode == 0
    start(DATABASE_URL=back)
    stands(redis, name, 100)
    stands(redis, later, None)


def test_scene_22_redis_emptied_at_any_moment_is_filled_again(redis, start):
    program = start()
    balance = Balance(program)
    names = [fresh_name() for _ in range(20)]
    for name in names:
        balance.create(name, initial_balance=100)
    for name in names:
        redis.cli("FLUSHALL")
        assert balance.modify(username=name, amount=11).status == 200
    for name in names:
        stands(redis, name, 111)
        assert balance_of(balance, name) == 111


def test_scene_22_redis_gone_and_back(redis, start):
    program = start(**PROXY, LUDICE_IP_LIMIT="3/hour")
    balance, api = Balance(program), Api(program)
    name = fresh_name()
    balance.create(name, initial_balance=100)
    stands(redis, name, 100)
    assert asked(api, 2) == [404, 404]
    redis.kill()
    wait_until(lambda: program.metric('ludice_redis_up{use="mirror"}') == 0, "the loss to be noticed")
    # The limit goes on with what passed here, money moves, and nobody is sent elsewhere.
    assert asked(api, 2) == [404, 429]
    assert balance.modify(username=name, amount=1).status == 200
    assert Player(api).start(fresh_bet()).status == 200
    assert program.operations("/health/ready")[0] == 200
    assert program.unshared() >= 1
    assert program.metric("ludice_mirror_complete") == 0
    redis.start()
    stands(redis, name, 101)
    complete(program)


def test_scene_22_redis_held_still_delays_a_call_once_and_briefly(redis, start):
    program = start(**PROXY, LUDICE_IP_LIMIT="1000/hour", LUDICE_USER_LIMIT="1000/second")
    balance, api = Balance(program), Api(program)
    name = fresh_name()
    balance.create(name, initial_balance=100)
    stands(redis, name, 100)

    def hundred_rounds_s():
        began = time.monotonic()
        for _ in range(100):
            assert asked(api, 1) == [404]
            assert balance.modify(username=name, amount=1).status == 200
        return time.monotonic() - began

    well_s = hundred_rounds_s()
    redis.hold()
    # One wait now and then, not one for each call: a hundred would be 25 s and more.
    assert hundred_rounds_s() - well_s < 15
    assert Player(api).start(fresh_bet()).status == 200
    redis.release()
    stands(redis, name, 300)


def test_a_redis_that_is_slow_but_in_time_decides(start, proxy):
    program = start(**PROXY, LUDICE_IP_LIMIT="3/hour", REDIS_URL=f"redis://127.0.0.1:{proxy.port}")
    until_shared([program])
    api = Api(program)
    proxy.delay_s = 0.02
    assert decided_by_redis([program], lambda address: asked(api, 5, address)) == [404, 404, 404, 429, 429]


def test_connections_that_are_cut_again_and_again_lose_nothing(redis, start, proxy):
    program = start(**PROXY, LUDICE_IP_LIMIT="1000/hour", REDIS_URL=f"redis://127.0.0.1:{proxy.port}")
    balance, api = Balance(program), Api(program)
    names = [fresh_name() for _ in range(5)]
    for name in names:
        balance.create(name, initial_balance=100)
    cut = 0
    while cut < 6:
        for name in names:
            assert balance.modify(username=name, amount=1).status == 200
        assert asked(api, 1) == [404]
        cut += proxy.cut()
    for name in names:
        stands(redis, name, balance_of(balance, name))


def test_a_full_redis_stops_nobody(redis, start):
    program = start(**PROXY, LUDICE_IP_LIMIT="2/hour")
    balance, api = Balance(program), Api(program)
    name = fresh_name()
    balance.create(name, initial_balance=100)
    stands(redis, name, 100)
    redis.cli("CONFIG", "SET", "maxmemory", "1")
    assert balance.modify(username=name, amount=1).status == 200
    assert asked(api, 3) == [404, 404, 429]
    redis.cli("CONFIG", "SET", "maxmemory", "0")
    stands(redis, name, 101)


def test_a_redis_that_evicts_what_it_likes_stops_nobody(redis, start):
    balance = Balance(start())
    names = [fresh_name() for _ in range(10)]
    for name in names:
        balance.create(name, initial_balance=100)
    redis.cli("CONFIG", "SET", "maxmemory-policy", "allkeys-random", "maxmemory", "3mb")
    fill = "for i = 1, 2000 do redis.call('SET', ARGV[1] .. i, string.rep('x', 500)) end"
    for turn in range(10):
        redis.cli("EVAL", fill, "0", f"junk:{turn}:")
        assert balance.modify(username=names[turn], amount=1).status == 200
    evicted = redis.cli("INFO", "stats").stdout.split("evicted_keys:")[1].split()[0]
    assert int(evicted) > 0
    redis.cli("CONFIG", "SET", "maxmemory", "0")
    redis.cli("DEL", "ludice:balances")  # whatever was left of it
    for name in names:
        stands(redis, name, 101)


def test_keys_that_were_evicted_come_back_with_the_next_change(redis, start):
    balance = Balance(start())
    name = fresh_name()
    balance.create(name, initial_balance=100)
    stands(redis, name, 100)
    redis.cli("DEL", f"user:{name}")
    balance.modify(username=name, amount=1)
    stands(redis, name, 101)
    redis.cli("DEL", "ludice:balances")
    redis.cli("DEL", f"user:{name}")
    stands(redis, name, 101)


def test_another_type_under_a_key_is_replaced(redis, start):
    program = start(**PROXY, LUDICE_IP_LIMIT="1/hour")
    balance, api = Balance(program), Api(program)
    name = fresh_name()
    balance.create(name, initial_balance=100)
    stands(redis, name, 100)
    redis.cli("DEL", f"user:{name}")
    redis.cli("RPUSH", f"user:{name}", "a", "b")
    balance.modify(username=name, amount=1)
    stands(redis, name, 101)
    redis.cli("DEL", "ludice:balances")
    redis.cli("SADD", "ludice:balances", "a")
    balance.modify(username=name, amount=1)
    stands(redis, name, 102)
    redis.cli("SET", "ludice:limit:game:address:c6336407", "x")  # 198.51.100.7
    assert asked(api, 2) == [404, 429]
    assert redis.cli("TYPE", "ludice:limit:game:address:c6336407").stdout.strip() == "zset"


def test_a_repeated_call_costs_no_limit(start):
    program = start(LUDICE_USER_LIMIT="1/hour")
    api = Api(program)
    name, telegram_id = fresh_name(), fresh_id()
    signed = api.sign("/register", {"username": name, "id": telegram_id, "timestamp": time.time()})
    assert not api.send(signed).is_replay
    assert all(api.send(signed).is_replay for _ in range(3))
    assert_error(api.call("/register", username=name, id=telegram_id), 429, "rate_limited")
    # What is refused for its fields does not count; what the rules refuse does.
    other = fresh_name()
    Balance(program).create(other, initial_balance=100)
    assert api.call("/start/game", username=other, bet=0).status == 422
    assert_error(api.call("/start/game", username=other, bet=101, invite=False), 402, "insufficient_funds")
    assert_error(api.call("/start/game", username=other, bet=50), 429, "rate_limited")


def test_a_password_and_a_database_are_used_and_never_written(tmp_path, start_program):
    server = Redis(tmp_path, "--requirepass", "hush-hush")
    try:
        program = start_program(REDIS_URL=f"redis://:hush%2Dhush@127.0.0.1:{server.port}/3", LUDICE_LOG_LEVEL="debug")
        name = fresh_name()
        Balance(program).create(name, initial_balance=100)
        own = ("-a", "hush-hush", "--no-auth-warning", "-n", "3")
        wait_until(lambda: server.cli(*own, "GET", f"user:{name}").stdout.strip() == "100", "the balance in database 3",
                   HEAL_LIMIT_S)
        server.cli("-a", "hush-hush", "--no-auth-warning", "CONFIG", "SET", "requirepass", "another")
        server.cli("-a", "another", "--no-auth-warning", "CLIENT", "KILL", "TYPE", "normal")
        program.wait_for_log(lambda line: line.get("event") == "redis_away", "a line about the refusal")
        assert Balance(program).modify(username=name, amount=1).status == 200
        assert "hush" not in str(program.log) and "%2D" not in str(program.log)
    finally:
        server.close()


def test_a_program_whose_redis_is_not_there_starts_all_the_same(start_program):
    program = start_program(REDIS_URL="redis://127.0.0.1:9")
    assert Balance(program).create(fresh_name(), initial_balance=1).status == 200
    assert program.metric('ludice_redis_up{use="limits"}') == 0


def test_tls_is_refused_with_a_clear_line(tmp_path):
    result = run(["serve"], tmp_path, {"REDIS_URL": "rediss://:hush-hush@127.0.0.1", "SECRET_KEY": "x" * 16})
    assert result.returncode == 2 and result.stderr.count("\n") == 1, result.stderr
    assert "REDIS_URL" in result.stderr and "TLS" in result.stderr and "hush" not in result.stderr
