"""Scene 27 with three programs behind the real nginx: who holds a thousand connections, sends slowly, or sends garbage, to
one of them or through nginx, leaves those alone who play through nginx on all three."""
import itertools
import socket
import ssl
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from client import AnyOf, Api, SignedApi
from nginx import Nginx
from program import API
from test_canonical_json import read_answers
from test_hostile_http import (GARBAGE, HELD_CONNECTIONS, HUGE_HEADS, MEMORY_KIB, POST, SLOW, GoodLoad, connect, documents,
                               room_for_sockets, status_of, talk, talk_over)
from waiting import wait_until

DATABASES = ("postgresql",)
ROUNDS = 30
PER_ADDRESS = 40  # nginx takes 50 connections of one


@pytest.fixture
def replicas(tmp_path, database, start_program):
    settings = {"DATABASE_URL": database(tmp_path), "LUDICE_TRUSTED_PROXIES": "127.0.0.1/32", "LUDICE_TRUSTED_CLIENTS": "127.0.0.0/8"}
    with ThreadPoolExecutor(3) as pool:
        return list(pool.map(lambda _: start_program(**settings), range(3)))


@pytest.fixture
def nginx(tmp_path, replicas):
    server = Nginx(tmp_path / "nginx", [f"127.0.0.1:{program.port(API)}" for program in replicas]).start()
    yield server
    server.close()


@pytest.fixture
def good_load(nginx):
    """Players at addresses of their own, none of which asks more than nginx allows it."""
    apis = AnyOf(SignedApi(nginx.https(f"127.0.7.{number}"), "v2") for number in range(1, 250))
    with GoodLoad(apis) as load:
        yield load
        go_on(load)


def go_on(load):
    done = load.rounds
    wait_until(lambda: load.rounds > done + ROUNDS or load.errors, "good rounds", 60)
    assert load.errors == []


def through(nginx, number):
    """A connection to nginx from an address that others have, too."""
    tls = ssl.create_default_context(cafile=nginx.certificate)
    raw = socket.create_connection(("127.0.0.1", nginx.port), 40, (f"127.0.8.{number // PER_ADDRESS + 1}", 0))
    return tls.wrap_socket(raw, server_hostname="127.0.0.1")


def memory(replicas):
    return [program.resident_kib() for program in replicas]


def test_scene_27_a_thousand_connections_held_at_one_of_three_behind_nginx(replicas, nginx, good_load):
    room_for_sockets()
    before = memory(replicas)
    held = [connect(replicas[0].port(API)) for _ in range(HELD_CONNECTIONS)]
    try:
        for number, connection in enumerate(held[::2]):  # half of them say something, and never end
            connection.sendall(list(SLOW.values())[number % len(SLOW)][0])
        go_on(good_load)
        assert all(now - then < MEMORY_KIB for now, then in zip(memory(replicas), before))
        assert Api(replicas[0]).call("/profile", username="nobody").status == 404
        # Where one of the others dies, the one that is held serves as the third does.
        replicas[1].kill()
        go_on(good_load)
        replicas[1].start()
    finally:
        for connection in held:
            connection.close()


def test_scene_27_slow_senders_and_garbage_at_one_of_three_and_through_nginx(replicas, nginx, good_load):
    room_for_sockets()
    before = memory(replicas)
    held = [through(nginx, number) for number in range(200)] + [connect(replicas[0].port(API)) for _ in range(200)]
    stop = threading.Event()

    def trickle():
        """A byte for each of them, again and again."""
        live = list(zip(held, [kind for kind in SLOW.values()] * len(held)))
        for connection, (first, _) in live:
            connection.sendall(first)
        while not stop.wait(0.2):
            for connection, (_, more) in live:
                try:
                    connection.sendall(more)
                except OSError:
                    pass  # sent away

    sender = threading.Thread(target=trickle)
    sender.start()
    try:
        for number, data in enumerate(GARBAGE.values()):
            with through(nginx, 200 + number) as connection:
                connection.sendall(data)
            received = talk(replicas[0].port(API), data)
            assert received == b"" or status_of(received) in (*range(400, 500), 505), received
            if number % 5 == 0:
                go_on(good_load)
        go_on(good_load)
        assert all(now - then < MEMORY_KIB for now, then in zip(memory(replicas), before))
    finally:
        stop.set()
        sender.join(30)
        for connection in held:
            connection.close()


def test_scene_27_huge_heads_and_bodies_and_pipelines_at_one_of_three_and_through_nginx(replicas, nginx, good_load):
    before = memory(replicas)
    turns = itertools.count()
    # Each time from another address, since nginx counts by them.
    ways = (lambda: connect(replicas[0].port(API)), lambda: through(nginx, PER_ADDRESS * next(turns)))
    large = POST + b"Content-Type: application/json\r\nContent-Length: 10000000\r\n\r\n" + b"x" * 10_000_000
    for _ in range(3):
        for head in HUGE_HEADS.values():
            for way in ways:
                with way() as connection:
                    received = talk_over(connection, head)
                assert received == b"" or status_of(received) in (431, 414, 400), received
        for way in ways:
            with way() as connection:
                received = talk_over(connection, large)
            assert received == b"" or status_of(received) == 413, received
            with way() as connection, connection.makefile("rb") as stream:
                connection.sendall(b"".join(documents(50)))
                assert [status for status, _ in read_answers(stream, 50)] == [404] * 50
        go_on(good_load)
    assert all(now - then < MEMORY_KIB for now, then in zip(memory(replicas), before))
