"""Several programs on one PostgreSQL and one Redis: they share their limits, and one of them keeps the balances there,
whoever changes them, whoever is killed and whoever cannot reach it."""
import operator
import random
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from client import AnyOf, Api, Balance, assert_error
from people import fresh_id, fresh_name
from program import UNREACHED_LIMIT
from redis_server import Redis
from shared_limits import decided_by_redis, until_shared
from tcp_proxy import two_lines
from test_hostile_http import GoodLoad
from waiting import wait_until

DATABASES = ("postgresql",)
HEAL_LIMIT_S = 30


@pytest.fixture
def redis(tmp_path):
    server = Redis(tmp_path)
    yield server
    server.close()


@pytest.fixture
def lines(redis):
    with two_lines(redis.port) as lines:
        yield lines


def standing(redis):
    """All balances that Redis has."""
    keys = redis.cli("--raw", "KEYS", "user:*").stdout.split("\n")
    return {key: redis.get(key) for key in keys if key}


@pytest.fixture
def start_replicas(tmp_path, redis, database, start_program):
    """Starts so many programs at once, and waits until each has its Redis."""
    def start(count, **settings):
        settings |= {"DATABASE_URL": database(tmp_path), "REDIS_URL": redis.url, "LUDICE_TRUSTED_PROXIES": "127.0.0.1/32"}
        with ThreadPoolExecutor(count) as pool:
            programs = list(pool.map(lambda _: start_program(**settings), range(count)))
        until_shared(programs)
        return programs

    return start


def ask(api, address):
    return api.call("/profile", headers={"X-Forwarded-For": address}, username="nobody").status


def test_replicas_share_their_limits(start_replicas):
    programs = start_replicas(2, LUDICE_IP_LIMIT="3/hour", LUDICE_USER_LIMIT="1/hour")
    apis = [Api(program) for program in programs]
    statuses = decided_by_redis(programs, lambda address: [ask(apis[number % 2], address) for number in range(5)])
    assert statuses == [404, 404, 404, 429, 429]

    def somebody_new(_):
        """By whatever name he is called: the other program knows his number, too."""
        name, telegram_id = fresh_name(), fresh_id()
        return [api.call(path, **who) for api, path, who in (
            (apis[0], "/register", {"username": name, "id": telegram_id}),
            (apis[1], "/register", {"username": name, "id": telegram_id}),
            (apis[1], "/leave", {"username": name}),
            (apis[0], "/leave", {"id": telegram_id}))]

    registered, again, left, left_again = decided_by_redis(programs, somebody_new)
    assert registered.status == 200 and left.status == 200
    assert_error(again, 429, "rate_limited")
    assert 3590 <= int(again.headers["Retry-After"]) <= 3600
    assert_error(left_again, 429, "rate_limited")


def test_no_more_pass_than_the_limit_however_many_ask_at_once(start_replicas):
    programs = start_replicas(2, LUDICE_IP_LIMIT="20/hour")
    apis = [Api(program) for program in programs]
    gate = threading.Barrier(8)

    def all_at_once(address):
        def worker(number):
            gate.wait()
            return [ask(apis[(number + turn) % 2], address) for turn in range(10)]

        with ThreadPoolExecutor(8) as pool:
            return [status for found in pool.map(worker, range(8)) for status in found]

    statuses = decided_by_redis(programs, all_at_once)
    assert statuses.count(404) == 20 and statuses.count(429) == 60


def test_without_redis_each_limits_by_what_passed_there(redis, start_replicas):
    programs = start_replicas(2, LUDICE_IP_LIMIT="2/hour")
    apis = [Api(program) for program in programs]

    def by_turns(address):
        return [ask(apis[0], address), ask(apis[1], address), ask(apis[0], address)], address

    statuses, address = decided_by_redis(programs, by_turns)
    assert statuses == [404, 404, 429]
    redis.kill()
    for program in programs:
        wait_until(lambda p=program: p.metric('ludice_redis_up{use="limits"}') == 0, "the loss to be noticed", HEAL_LIMIT_S)
    # One each has passed here already.
    for api in apis:
        assert [ask(api, address), ask(api, address)] == [404, 429]


def test_the_mirror_goes_on_where_its_process_is_killed(redis, start_replicas):
    programs = start_replicas(3)
    series = "ludice_mirror_complete"
    wait_until(lambda: any(program.metric(series) == 1 for program in programs), "a complete mirror", HEAL_LIMIT_S)
    owner = next(program for program in programs if program.metric(series) == 1)
    others = [program for program in programs if program is not owner]
    name = fresh_name()
    Balance(others[0]).create(name, initial_balance=100)
    wait_until(lambda: redis.get(f"user:{name}") == "100", "the balance", HEAL_LIMIT_S)
    owner.kill()
    Balance(others[0]).modify(username=name, amount=1)
    wait_until(lambda: redis.get(f"user:{name}") == "101", "the balance", HEAL_LIMIT_S)
    wait_until(lambda: sum(program.metric(series) == 1 for program in others) == 1, "one who keeps it", HEAL_LIMIT_S)


def test_the_mirror_goes_on_where_its_process_alone_has_lost_its_way_to_redis(tmp_path, redis, database, start_program, lines):
    series = "ludice_mirror_complete"
    url = database(tmp_path)
    programs = [start_program(DATABASE_URL=url, REDIS_URL=f"redis://127.0.0.1:{line.port}/0") for line in lines]
    owner = wait_until(lambda: next((one for one in programs if one.metric(series) == 1), None), "a complete mirror", HEAL_LIMIT_S)
    line, other = lines[programs.index(owner)], next(one for one in programs if one is not owner)
    line.hold()
    line.cut()
    name = fresh_name()
    Balance(owner).create(name, initial_balance=100)
    wait_until(lambda: redis.get(f"user:{name}") == "100", "the balance", HEAL_LIMIT_S)
    owner.wait_for_log(lambda entry: entry.get("event") == "mirror_left", "the owner to leave")
    wait_until(lambda: [one.metric(series) for one in (owner, other)] == [0, 1], "the other to keep it", HEAL_LIMIT_S)
    line.release()
    Balance(owner).modify(username=name, amount=1)
    wait_until(lambda: redis.get(f"user:{name}") == "101", "the balance", HEAL_LIMIT_S)


def test_names_and_balances_that_change_everywhere_at_once_end_as_the_ledger_has_them(redis, start_replicas):
    programs = start_replicas(2)
    apis = [Api(program) for program in programs]
    balances = [Balance(program) for program in programs]
    names = [fresh_name() for _ in range(4)]
    ids = [fresh_id() for _ in range(6)]

    def worker(number):
        mind = random.Random(number)
        for turn in range(40):
            if mind.random() < 0.4:
                assert apis[turn % 2].call("/register", username=mind.choice(names), id=mind.choice(ids)).status == 200
            else:
                assert balances[turn % 2].modify(id=mind.choice(ids), amount=mind.randint(1, 9)).status in (200, 404)
            if number == 0 and turn in (10, 25):
                redis.cli("FLUSHALL")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(worker, range(4)))
    wanted = {}
    for telegram_id in ids:
        answer = balances[0].get(f"id={telegram_id}")
        if answer.status == 200:
            wanted[f"user:{answer.json['username']}"] = str(answer.json["balance"])

    wait_until(lambda: standing(redis) == wanted, f"exactly {wanted}", HEAL_LIMIT_S)


def test_scene_22_redis_suffers_everything_while_people_play_on_three_programs(redis, start_replicas):
    programs = start_replicas(3, LUDICE_TRUSTED_CLIENTS="", LUDICE_IP_LIMIT=UNREACHED_LIMIT, LUDICE_USER_LIMIT=UNREACHED_LIMIT)
    series = "ludice_mirror_complete"
    wait_until(lambda: any(program.metric(series) == 1 for program in programs), "a complete mirror", HEAL_LIMIT_S)
    service = AnyOf(Balance(program) for program in programs)
    accounts = {fresh_name(): 100 for _ in range(4)}
    for name, balance in accounts.items():
        assert service.create(name, initial_balance=balance).status == 200
    assert redis.cli("SAVE").stdout.strip() == "OK"  # what it will be started from, stale

    def go_on():
        for name in accounts:
            accounts[name] += 1
            assert service.modify(username=name, amount=1).json["new_balance"] == accounts[name]
        done = load.rounds
        wait_until(lambda: load.rounds > done + 10 or load.errors, "good rounds", HEAL_LIMIT_S)

    def unshared():
        return [program.unshared() for program in programs]

    def all_share():
        """Redis decided every call of some rounds; where the machine is busy another try may be needed."""
        before = unshared()
        go_on()
        return unshared() == before

    def suffer(fault, end):
        """Each program decides alone while it lasts, and none before and afterwards."""
        before = unshared()
        fault()
        go_on()
        wait_until(lambda: load.errors or all(map(operator.lt, before, unshared())), "each program to decide alone", HEAL_LIMIT_S)
        end()
        wait_until(all_share, "limits that are shared again", HEAL_LIMIT_S)

    with GoodLoad(AnyOf(Api(program) for program in programs)) as load:
        wait_until(all_share, "limits that are shared", HEAL_LIMIT_S)
        assert redis.counted() == {"address", "player"}
        redis.cli("FLUSHALL")
        wait_until(all_share, "limits that are shared by an empty Redis, too", HEAL_LIMIT_S)
        suffer(redis.hold, redis.release)
        suffer(lambda: redis.cli("CONFIG", "SET", "maxmemory", "1"), lambda: redis.cli("CONFIG", "SET", "maxmemory", "0"))
        suffer(redis.kill, redis.start)
    wanted = {f"user:{name}": str(balance) for name, balance in accounts.items()}
    wanted |= {f"user:{player.name}": "1000" for player in load.players}
    wait_until(lambda: standing(redis) == wanted, f"exactly {wanted}", HEAL_LIMIT_S)
    assert {name: service.get(f"username={name}").json["balance"] for name in accounts} == accounts
