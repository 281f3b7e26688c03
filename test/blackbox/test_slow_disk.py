"""Scene 21: SQLite's disk is slow. What is written waits for it, up to what the queue holds, and whoever comes beyond that is
told so at once; reads go on meanwhile, and nothing is lost or done twice."""
import http.client
import json
import select
import statistics
import time
from contextlib import contextmanager

import pytest

from client import Answer, Api, Balance, signature_headers
from journal import Journal
from people import Player, fresh_id, fresh_name
from program import API, BALANCE, FINANCE, Program
from slow_syncs import SlowSyncs
from test_database_faults import grows
from test_hostile_http import room_for_sockets

SLOW_MS, STANDS_STILL_MS = 300, 600_000
SLOW_S = SLOW_MS / 1000
QUEUE, COMMIT = 8_192, 256  # the most units of work that wait, and that the writer has taken out of the queue
CROWD = {API: 3_900, BALANCE: 3_900, FINANCE: 900}  # a listener takes 4,000 connections
TOO_MANY = sum(CROWD.values()) - QUEUE - COMMIT
GIFT = 7


@pytest.fixture
def disk(tmp_path):
    return SlowSyncs(tmp_path)


@pytest.fixture(name="slow_program")
def program_on_a_slow_disk(tmp_path, disk):
    program = Program(tmp_path, ("serve", "--roles", "api,balance,finance"), LUDICE_ASSETS="points,stars", **disk.environment)
    yield program.start()
    disk.set(0)
    assert program.stop() == 0
    program.audit()


def times_of(call, count):
    """How long each of so many calls takes."""
    taken = []
    for _ in range(count):
        began = time.monotonic()
        call()
        taken.append(time.monotonic() - began)
    return taken


def settled(journal):
    """How much is acknowledged once that has not changed for a second."""
    for _ in range(30):
        before = journal.acknowledged
        time.sleep(1)
        if journal.acknowledged == before:
            return before
    raise AssertionError("it goes on being acknowledged")


def test_scene_21_sqlite_s_disk_is_slow(slow_program, disk):
    onlooker = Player(Api(slow_program))

    def read():
        assert onlooker.balance() == 1000

    def write():
        assert onlooker.start(50).data["balance"] == 950
        assert onlooker.leave().data["balance"] == 1000

    with Journal(slow_program) as journal:
        grows(journal, "acknowledged", 50)
        disk.set(SLOW_MS)
        assert min(times_of(write, 3)) >= 2 * SLOW_S
        assert statistics.median(times_of(read, 50)) < SLOW_S / 2
        grows(journal, "acknowledged", 50)
        assert slow_program.operations("/health/ready")[0] == 200
        disk.set(STANDS_STILL_MS)
        acknowledged = settled(journal)  # what was synced before is answered
        times_of(read, 50)
        assert journal.acknowledged == acknowledged  # before its sync nothing is
        disk.set(0)
        grows(journal, "acknowledged", 50)
    journal.check()
    assert journal.refused == 0  # who waits is not refused


def call_of(listener, number, account):
    """A call that writes, on each listener another; the same whenever it is sent again."""
    if listener == BALANCE:
        path, fields, headers = "/modify_balance", {"username": account, "amount": GIFT}, {"Idempotency-Key": f"{account}-{number}"}
    else:
        path, fields = ("/register", {"username": fresh_name()}) if listener == API else ("/stars/order", {"amount": 5})
        fields |= {"id": fresh_id(), "timestamp": time.time()}
        headers = signature_headers(path, fields)
    return path, json.dumps(fields).encode(), headers | {"Content-Type": "application/json"}


class Caller:
    """Somebody with a connection of his own and one call to make."""

    def __init__(self, listener, port, call):
        self.listener, self.call, self.answer = listener, call, None
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=40)
        self.connection.connect()

    def ask(self):
        self.answer = None
        self.connection.request("POST", *self.call)

    def hear(self):
        response = self.connection.getresponse()
        self.answer = Answer(response.status, response.headers, response.read())

    def is_told_that_it_is_too_much(self):
        """At once, for a while, and in the words of its service."""
        answer = self.answer
        words = b"Too much is going on" if self.listener == BALANCE else b'"overloaded"'
        return answer.status == 503 and bool(answer.headers["Retry-After"]) and words in answer.body


@contextmanager
def crowd(program, account):
    """More callers than the queue has room for."""
    room_for_sockets(program, wanted=sum(CROWD.values()))
    callers = []
    try:
        for listener, count in CROWD.items():
            port = program.port(listener)
            callers += [Caller(listener, port, call_of(listener, number, account)) for number in range(count)]
        yield callers
    finally:
        for caller in callers:
            caller.connection.close()


def hear(callers, count):
    """Waits until so many of them have their answers, and gives these; others may have one soon."""
    waiting = {caller.connection.sock.fileno(): caller for caller in callers}
    poll = select.poll()
    for number in waiting:
        poll.register(number, select.POLLIN)
    heard, ends = [], time.monotonic() + 60
    while len(heard) < count:
        assert time.monotonic() < ends, f"{len(heard)} of {count} have an answer"
        for number, _ in poll.poll(1000):
            poll.unregister(number)
            heard.append(waiting.pop(number))
            heard[-1].hear()
    return heard


def test_scene_21_what_the_queue_has_no_room_for_is_refused_at_once_while_the_disk_stands_still(slow_program, disk):
    onlooker, account = Player(Api(slow_program)), fresh_name()
    assert Balance(slow_program).create(account).status == 200
    with Journal(slow_program) as journal, crowd(slow_program, account) as callers:
        grows(journal, "acknowledged", 50)
        disk.set(STANDS_STILL_MS)
        for caller in callers:
            caller.ask()
        refused = hear(callers, TOO_MANY)
        strange = [(caller.listener, caller.answer) for caller in refused if not caller.is_told_that_it_is_too_much()]
        assert not strange, strange[0]
        assert [onlooker.balance() for _ in range(20)] == [1000] * 20
        disk.set(0)
        waiting = [caller for caller in callers if caller.answer is None]
        hear(waiting, len(waiting))
        # What was taken in is done. Who was refused asks again, with the same call, and that is its one effect.
        refused = [caller for caller in callers if caller.answer.status == 503]
        assert TOO_MANY <= len(refused) <= TOO_MANY + COMMIT + len(journal.threads)
        for caller in refused:
            caller.ask()
        hear(refused, len(refused))
        statuses = {(caller.listener, caller.answer.status) for caller in callers}
        assert statuses == {(API, 200), (BALANCE, 200), (FINANCE, 404)}  # strangers order no Stars
        grows(journal, "acknowledged", 50)
    journal.check()
    assert Balance(slow_program).get(f"username={account}").json["balance"] == GIFT * CROWD[BALANCE]
