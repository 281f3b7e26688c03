"""Scene 27 with three programs behind the real nginx: who holds a thousand connections, sends slowly, or sends garbage, to
one of them or through nginx, leaves those alone who play through nginx on all three."""
import itertools
import json
import re
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
                               room_for_sockets, status_of, talk)
from waiting import wait_until

DATABASES = ("postgresql",)
ROUNDS = 30
PER_ADDRESS = 40  # nginx takes 50 connections of one
PATIENCE_S = 3  # nginx answers at once, what has an answer
CLOSE_LIMIT_S = 20
UNFINISHED = {"nothing", "newlines", "body cut short", "header cut short"}  # of GARBAGE: nginx waits for the rest


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


def talk_through(nginx, number, data):
    """What nginx answers to these bytes. Where it waits for more of them our side ends, as in talk(), and it has to close."""
    with through(nginx, number) as connection:
        received = b""
        try:
            connection.sendall(data)
            connection.settimeout(PATIENCE_S)
            while not is_whole(received) and (piece := connection.recv(65536)):
                received += piece
        except TimeoutError:
            connection.settimeout(CLOSE_LIMIT_S)
            connection.unwrap()
        except (BrokenPipeError, ConnectionResetError, ssl.SSLError):
            pass  # closed on us in the middle
        return received


def is_whole(received):
    head, end, body = received.partition(b"\r\n\r\n")
    length = re.search(rb"\r\nContent-Length: (\d+)", head)
    return bool(end and length) and len(body) >= int(length[1])


def assert_refused(received, *status_and_code):
    """Nothing came, or a refusal in the form of the API's errors; HTTP/0.9 knows no head."""
    if received:
        head, _, body = received.rpartition(b"\r\n\r\n")
        assert body.startswith(b'{"status":"error"'), received
        status, code = status_of(head), json.loads(body)["error"]["code"]
        assert (status, code) == (status_and_code or (status, code)), received
        assert status in (*range(400, 500), 505) or not head, received


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
        # All at once, since nginx waits for the rest of some.
        with ThreadPoolExecutor(len(GARBAGE)) as pool:
            answers = pool.map(lambda number, data: talk_through(nginx, 200 + number, data), itertools.count(), GARBAGE.values())
            for number, data in enumerate(GARBAGE.values()):
                assert_refused(talk(replicas[0].port(API), data))
                if number % 5 == 0:
                    go_on(good_load)
            answers = dict(zip(GARBAGE, answers))
        for received in answers.values():
            assert_refused(received)
        assert {name for name, received in answers.items() if not received} == UNFINISHED
        go_on(good_load)
        assert all(now - then < MEMORY_KIB for now, then in zip(memory(replicas), before))
    finally:
        stop.set()
        sender.join(30)
        for connection in held:
            connection.close()


def test_scene_27_huge_heads_and_bodies_and_pipelines_at_one_of_three_and_through_nginx(replicas, nginx, good_load):
    before = memory(replicas)
    port = replicas[0].port(API)
    turns = itertools.count(step=PER_ADDRESS)  # each time from another address, since nginx counts by them
    large = POST + b"Content-Type: application/json\r\nContent-Length: 10000000\r\n\r\n" + b"x" * 10_000_000
    for _ in range(3):
        for ask in (lambda data: talk(port, data), lambda data: talk_through(nginx, next(turns), data)):
            for head in HUGE_HEADS.values():
                assert_refused(ask(head), 431, "headers_too_large")
            assert_refused(ask(large), 413, "body_too_large")
        for connection in (connect(port), through(nginx, next(turns))):
            with connection, connection.makefile("rb") as stream:
                connection.sendall(b"".join(documents(50)))
                assert [status for status, _ in read_answers(stream, 50)] == [404] * 50
        go_on(good_load)
    assert all(now - then < MEMORY_KIB for now, then in zip(memory(replicas), before))
