"""Scene 27: slow senders, garbage, huge headers, broken chunks, pipelining, half-closed and idle connections, while
good load goes on and its answers stay right. A clear status or a closed connection, and bounded memory."""
import json
import os
import resource
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from client import Api
from people import Player, fresh_bet, fresh_name
from program import API, BALANCE, OPERATIONS
from test_canonical_json import read_answers, request_of
from waiting import wait_until

DATABASES = ("sqlite",)  # hardly anything of it comes to one
IDLE_CONNECTIONS = 3_000  # a listener takes 4,000
HELD_CONNECTIONS = 1_000  # where several programs are played against
OTHER_FILES = 200  # of a process that holds them
HELD_UP_S = 20  # behind slow senders, of whom each is borne with for 10 s and more, good answers would take longer
MEMORY_KIB, ATTACKED_KIB = 48 * 1024, 128 * 1024
POST = b"POST /profile HTTP/1.1\r\nHost: localhost\r\n"


def connect(port, first_bytes=b""):
    """A connection over which so much has been sent."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=40)
    connection.sendall(first_bytes)
    return connection


def room_for_sockets(*programs, wanted=HELD_CONNECTIONS):
    """As many files as the system lets this process open, and these programs of its."""
    for who in (os.getpid(), *(program.process.pid for program in programs)):
        _, most = resource.prlimit(who, resource.RLIMIT_NOFILE)
        assert most == resource.RLIM_INFINITY or most >= wanted + OTHER_FILES, \
            f"{wanted} connections need {wanted + OTHER_FILES} open files, and the hard limit is {most} (ulimit -Hn)"
        resource.prlimit(who, resource.RLIMIT_NOFILE, (most, most))


def files_of(program):
    """How many files it has open, connections among them."""
    return len(os.listdir(f"/proc/{program.process.pid}/fd"))


@contextmanager
def held(connections):
    """Keeps them open for so long."""
    try:
        yield connections
    finally:
        for connection in connections:
            connection.close()


def talk(port, data):
    """All that comes back for these bytes until the connection is closed by the server."""
    with connect(port) as connection:
        try:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # closed on us in the middle: what it said may still be read
        received = b""
        try:
            while piece := connection.recv(65536):
                received += piece
        except ConnectionResetError:
            pass
        return received


def status_of(received):
    return int(received.split()[1]) if received.startswith(b"HTTP/1.1 ") else None


class GoodLoad:
    """Players who go on playing; each answer is checked."""

    def __init__(self, api, players=3):
        self._stop = threading.Event()
        self.rounds = 0
        self.errors = []
        self.slowest_s = 0.0
        self.players = [Player(api) for _ in range(players)]
        self._threads = [threading.Thread(target=self._play, args=(player,)) for player in self.players]

    def _play(self, player):
        try:
            while not self._stop.is_set():
                bet, began = fresh_bet(), time.monotonic()
                assert player.start(bet).data["balance"] == 1000 - bet
                assert player.leave().data == {"left": True, "refunded": bet, "balance": 1000}
                self.slowest_s = max(self.slowest_s, time.monotonic() - began)
                self.rounds += 1
        except Exception as error:  # pylint: disable=broad-except
            self.errors.append(error)

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._stop.set()
        for thread in self._threads:
            thread.join(30)
        assert not self.errors, self.errors
        assert self.rounds > 0


@pytest.fixture
def good_load(api):
    with GoodLoad(api) as load:
        yield load
        done = load.rounds
        wait_until(lambda: load.rounds > done or load.errors, "good load to go on")
        assert load.slowest_s < HELD_UP_S


GARBAGE = {
    "nothing": b"",
    "newlines": b"\r\n\r\n\r\n\r\n",
    "zeros": b"\x00" * 5000,
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(range(200)),
    "SSH": b"SSH-2.0-OpenSSH_9.2\r\n",
    "one word": b"GET\r\n\r\n",
    "no version": b"GET /profile\r\n\r\n",
    "HTTP/0.9": b"GET /profile HTTP/0.9\r\n\r\n",
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "no host": b"POST /profile HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}",
    "two hosts": POST + b"Host: other\r\nContent-Length: 2\r\n\r\n{}",
    "bad version": b"POST /profile HTTP/9.9\r\nHost: x\r\n\r\n",
    "no colon": POST + b"Server localhost\r\n\r\n",
    "space before the colon": POST + b"Content-Length : 5\r\n\r\nhello",
    "NUL in a header": POST + b"X-A: a\x00b\r\n\r\n",
    "two lengths": POST + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{} ",
    "negative length": POST + b"Content-Length: -5\r\n\r\n{}",
    "length in words": POST + b"Content-Length: two\r\n\r\n{}",
    "length and chunks": POST + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "unknown encoding": POST + b"Transfer-Encoding: gzip\r\n\r\n{}",
    "chunk without a size": POST + b"Transfer-Encoding: chunked\r\n\r\nxyz\r\n{}\r\n0\r\n\r\n",
    "chunk too short": POST + b"Transfer-Encoding: chunked\r\n\r\n5\r\n{}\r\n0\r\n\r\n",
    "chunk of 2^64": POST + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n{}\r\n",
    "negative chunk": POST + b"Transfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n",
    "body cut short": POST + b"Content-Length: 100\r\n\r\n{}",
    "header cut short": POST + b"Content-Le",
}


@pytest.mark.parametrize("name", GARBAGE)
@pytest.mark.parametrize("listener", [API, BALANCE, OPERATIONS])
def test_scene_27_garbage_gets_a_clear_status_or_a_closed_connection(program, name, listener):
    received = talk(program.port(listener), GARBAGE[name])
    assert received == b"" or 400 <= status_of(received) < 500 or status_of(received) == 505, received
    assert received.count(b"HTTP/1.1 ") <= 2


HUGE_HEADS = {
    "one huge header": POST + b"X-Filler: " + b"x" * 100_000 + b"\r\n\r\n",
    "ten thousand headers": POST + b"".join(b"X-%d: y\r\n" % i for i in range(10_000)) + b"\r\n",
    "a huge path": b"POST /" + b"p" * 100_000 + b" HTTP/1.1\r\n\r\n",
}


@pytest.mark.parametrize("name", HUGE_HEADS)
def test_scene_27_huge_headers_are_refused(program, good_load, name):
    received = talk(program.port(API), HUGE_HEADS[name])
    assert status_of(received) in (431, 414, 400) and b"headers_too_large" in received or received == b""
    assert good_load.errors == []


def test_scene_27_headers_without_end_are_cut_off(program, good_load):
    before, began = program.resident_kib(), time.monotonic()
    with connect(program.port(API)) as connection, pytest.raises(OSError):
        connection.sendall(POST)
        while time.monotonic() - began < 30:
            connection.sendall(b"X-Filler: " + b"x" * 10_000 + b"\r\n")
    assert program.resident_kib() - before < 8 * 1024
    assert good_load.errors == []


ALMOST_A_BODY = POST + b"Content-Type: application/json\r\nContent-Length: 65536\r\n\r\n" + bytes(65_535)
HEAD_OF_10_MB = POST + b"Content-Type: application/json\r\nContent-Length: 10000000\r\n\r\n"
BODY_OF_10_MB = b"x" * 10_000_000


def test_scene_27_a_body_of_10_mb_is_refused_at_once(program, api, good_load):
    before = program.resident_kib()
    received = talk(program.port(API), HEAD_OF_10_MB + BODY_OF_10_MB)
    assert status_of(received) == 413 and b"body_too_large" in received or received == b""
    assert program.resident_kib() - before < 8 * 1024
    # Said without waiting for the body.
    with connect(program.port(API)) as connection:
        connection.sendall(HEAD_OF_10_MB)
        assert status_of(connection.recv(65536)) == 413
    assert api.raw("/profile", b"x" * 1_000_000).status == 413
    assert good_load.errors == []


def documents(count):
    made = []
    for _ in range(count):
        fields = {"username": fresh_name(), "timestamp": time.time()}
        made.append(request_of(fields, json.dumps(fields)))
    return made


def test_scene_27_pipelined_requests_are_answered_in_order(program, good_load):
    requests = documents(50)
    broken = requests[:30] + [b"GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n"] + requests[30:]
    with connect(program.port(API)) as connection, connection.makefile("rb") as stream:
        connection.sendall(b"".join(broken))
        answers = read_answers(stream, len(broken))
    statuses = [status for status, _ in answers]
    assert statuses == [404] * 51
    codes = [b"player_not_found" in body for _, body in answers]
    assert codes == [True] * 30 + [False] + [True] * 20
    assert good_load.errors == []


def test_garbage_behind_a_good_request_spoils_only_itself(program):
    received = talk(program.port(API), documents(1)[0] + b"\x00garbage\r\n\r\n")
    assert status_of(received) == 404 and received.count(b"HTTP/1.1 ") <= 2


def test_one_byte_at_a_time_is_understood(program):
    request = documents(1)[0]
    with connect(program.port(API)) as connection, connection.makefile("rb") as stream:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in request:
            connection.send(bytes([byte]))
        assert read_answers(stream, 1)[0][0] == 404


def test_connections_closed_before_the_answer_do_no_harm(api, program, good_load):
    for request in documents(100):
        with connect(program.port(API)) as connection:
            connection.sendall(request)


def test_expect_100_continue_is_answered(program):
    head, _, body = documents(1)[0].partition(b"\r\n\r\n")
    with connect(program.port(API)) as connection, connection.makefile("rb") as stream:
        connection.sendall(head + b"\r\nExpect: 100-continue\r\n\r\n")
        assert b" 100 " in stream.readline() and stream.readline() == b"\r\n"
        connection.sendall(body)
        assert read_answers(stream, 1)[0][0] == 404


def closed_after(program, first_bytes, trickle, limit_s):
    """How long a connection lives that sends so slowly, and what it hears at the end."""
    began = time.monotonic()
    with connect(program.port(API)) as connection:
        connection.sendall(first_bytes)
        connection.settimeout(0.5)
        while time.monotonic() - began < limit_s:
            try:
                received = connection.recv(65536)
                return time.monotonic() - began, received
            except TimeoutError:
                pass
            except ConnectionResetError:
                return time.monotonic() - began, b""
            try:
                connection.send(trickle)
            except OSError:
                return time.monotonic() - began, b""
    raise AssertionError("still open")


SLOW = {
    "no header's end": (POST + b"X-A: ", b"a"),
    "more headers, slowly": (POST, b"X-A: a\r\n"),
    "slow body": (POST + b"Content-Length: 1000\r\n\r\n{", b" "),
    "slow chunks": (POST + b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n", b"1\r\n \r\n"),
}


def test_scene_27_slow_senders_are_sent_away_while_others_are_served(program, good_load):
    names = [*SLOW] * 5
    with ThreadPoolExecutor(len(names)) as pool:
        results = list(pool.map(lambda name: closed_after(program, *SLOW[name], 35), names))
    for name, (after_s, received) in zip(names, results):
        assert after_s < 30 and (received == b"" or status_of(received) == 408), (name, received)
        assert received == b"" or b"request_timeout" in received
    assert any(received for _, received in results)
    assert good_load.errors == []


def test_scene_27_thousands_of_held_connections_leave_the_others_alone(program, good_load):
    room_for_sockets(program, wanted=IDLE_CONNECTIONS)
    before = program.resident_kib()
    with held([]) as idle:
        for _ in range(IDLE_CONNECTIONS):
            idle.append(connect(program.port(API)))
        # Half of them have asked once and stay; the others never say a word.
        for connection in idle[::2]:
            connection.sendall(documents(1)[0])
            assert status_of(connection.recv(65536)) == 404
        done = good_load.rounds
        wait_until(lambda: good_load.rounds > done + 20 or good_load.errors, "twenty good rounds")
        assert program.resident_kib() - before < MEMORY_KIB
        # All are still there, and each of them is served.
        assert files_of(program) > IDLE_CONNECTIONS
        for connection in idle[::-25]:
            connection.sendall(documents(1)[0])
            assert status_of(connection.recv(65536)) == 404


def deaf_ones(port, count):
    """Who ask for large answers until nobody takes any more: what is not read holds the next requests back."""
    def ask(_):
        connection = connect(port)
        connection.settimeout(0.2)
        with pytest.raises(TimeoutError):
            for _ in range(2_000):
                connection.sendall(b"GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n" * 50)
        return connection

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(ask, range(count)))


def test_clients_that_never_read_their_answers_cost_little_and_harm_nobody(program, good_load):
    before = program.resident_kib()
    with held(deaf_ones(program.port(API), 40)):
        done = good_load.rounds
        wait_until(lambda: good_load.rounds > done + 20 or good_load.errors, "twenty good rounds")
        assert program.resident_kib() - before < MEMORY_KIB


def test_half_closed_connections_under_good_load_get_their_answers(program, good_load):
    with held([]) as open_ones:
        for request in documents(200):
            open_ones.append(connect(program.port(API), request))
            open_ones[-1].shutdown(socket.SHUT_WR)
        for connection in open_ones:
            with connection.makefile("rb") as stream:
                assert read_answers(stream, 1)[0][0] == 404
                assert stream.read() == b""


def most_memory_kib(program, anew=False):
    """The most that it has held at any moment, or `anew`: from now on."""
    if anew:
        Path(f"/proc/{program.process.pid}/clear_refs").write_text("5")
    status = Path(f"/proc/{program.process.pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:"))


def test_an_attack_of_everything_at_once_leaves_good_answers_right(program, good_load, tell):
    """Held connections that are silent, deaf, slow, or owe the end of a body, beside garbage, huge heads and bodies."""
    room_for_sockets(program)
    port, before = program.port(API), most_memory_kib(program, anew=True)
    lasting = [connect(port) for _ in range(300)] + deaf_ones(port, 100)
    slow = [(connect(port, first_bytes), trickle) for first_bytes, trickle in [*SLOW.values()] * 25]
    owing = [connect(port, ALMOST_A_BODY) for _ in range(200)]
    begun, counts = time.monotonic(), [0] * 4

    def goes_on():
        """Three seconds, and until it was an attack worth the name."""
        age_s = time.monotonic() - begun
        return age_s < 3 or (sum(counts) <= 100 and age_s < 120)

    def attack(attacker):
        while goes_on():
            for data in (*GARBAGE.values(), *HUGE_HEADS.values(), HEAD_OF_10_MB + BODY_OF_10_MB):
                talk(port, data)
                counts[attacker] += 1

    with held(lasting + owing + [connection for connection, _ in slow]) as connections, ThreadPoolExecutor(4) as pool:
        attackers = pool.map(attack, range(4))
        while goes_on():
            for connection, trickle in slow:
                connection.send(trickle)
            time.sleep(0.2)
        assert list(attackers) == [None] * 4 and sum(counts) > 100
        # Until now; where that took long, the program has given up some by its own limits.
        assert files_of(program) > 0.9 * len(connections)
    most = most_memory_kib(program)
    tell(f"At most {most / 1024:.0f} MiB of memory, {before / 1024:.0f} before it, under an attack of everything at once.")
    assert most < ATTACKED_KIB


def test_the_program_ends_well_under_open_connections(start_program):
    program = start_program()
    for_ever = [b""] * 18 + [POST + b"Content-Le", POST + b"Content-Length: 100\r\n\r\n{"]
    with held([connect(program.port(API), piece) for piece in for_ever]):
        assert Api(program).call("/profile", username=fresh_name()).status == 404
        began = time.monotonic()
        assert program.stop() == 0
        assert time.monotonic() - began < 15
