"""Canonical JSON against Python's json.dumps: random documents, written in every way JSON allows and signed over what
json.dumps writes, are sent as reads. 404 and 422 prove that the signature held; 401 is a failure."""
import json
import random
import socket
import struct
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from client import digest, canonical
from people import fresh_name
from program import API, KEY

DOCUMENTS, DOCUMENTS_FULL = 10_000, 100_000
DATABASES = ("sqlite",)  # nothing of it comes to one
CONNECTIONS, PIPELINED = 4, 20
SPECIAL = ["", "\"", "\\", "/", "\b\f\n\r\t", "\x00", "\x01", "\x1f", "\x7f", "\x80", "\u00a0", "é", "\u07ff", "\u0800",
           "\u2028\u2029", "\ud7ff", "\ue000", "\ufeff", "\uffff", "\U00010000", "\U0001f3b2", "\U0010ffff", "\\u0041"]
NUMBERS = [0, -0.0, 0.0, 1, -1, 10**20, -10**40, 2**53, 2**63, 2**64, 1e16, 1e15, 9999999999999998.0, 1e-4, 1e-5, 1e22, 1e21,
           5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 0.1, 1 / 3, 123456789012345680.0, 1.5e300, 100.0]


class Writer:
    """Makes random documents, and JSON texts of them as another writer might write them."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def document(self):
        """An object as the API takes one: a player that is not there, a time, and anything else."""
        content = self.value(0)
        document = content if isinstance(content, dict) else {"value": content}
        document["username"] = fresh_name() if self.random.random() < 0.9 else self.string()
        document["timestamp"] = self.random.choice([time.time(), int(time.time())])
        return document

    def value(self, depth):
        kind = self.random.randrange(10 if depth < 5 else 6)
        if kind < 2:
            return self.string()
        if kind < 4:
            return self.number()
        if kind < 6:
            return self.random.choice([None, True, False, 0, "", [], {}])
        count = self.random.randrange(5)
        if kind < 8:
            return [self.value(depth + 1) for _ in range(count)]
        return {self.string(): self.value(depth + 1) for _ in range(count)}

    def string(self):
        pieces = []
        for _ in range(self.random.randrange(6)):
            if self.random.random() < 0.4:
                pieces.append(self.random.choice(SPECIAL))
            else:
                code = self.random.choice([self.random.randrange(0x80), self.random.randrange(0xd800),
                                           self.random.randrange(0xe000, 0x110000)])
                pieces.append(chr(code))
        return "".join(pieces)

    def number(self):
        choice = self.random.randrange(6)
        if choice == 0:
            return self.random.choice(NUMBERS)
        if choice == 1:
            return self.random.randrange(-10**self.random.randrange(1, 60), 10**30)
        if choice == 2:
            return self.random.uniform(-1, 1) * 10 ** self.random.randrange(-30, 30)
        if choice == 3:
            return round(self.random.uniform(-1e6, 1e6), self.random.randrange(8))
        bits = struct.pack("<Q", self.random.getrandbits(64))
        number = struct.unpack("<d", bits)[0]
        return number if number == number and abs(number) != float("inf") else 1.0

    def text(self, value):
        """The value in a random spelling; floats keep their value, integers their digits."""
        space = self.random.choice(["", "", " ", "\n\t", "\r\n "])
        if isinstance(value, dict):
            members = [f"{space}{self.quoted(key)}{space}:{space}{self.text(inner)}" for key, inner in value.items()]
            self.random.shuffle(members)
            return "{" + ",".join(members) + space + "}"
        if isinstance(value, list):
            return "[" + ",".join(f"{space}{self.text(inner)}{space}" for inner in value) + "]"
        if isinstance(value, str):
            return self.quoted(value)
        if isinstance(value, float):
            return self.random.choice([repr(value), f"{value:.17e}", f"{value:.20E}", f"{value:.17e}".replace("e+", "E")])
        return json.dumps(value)

    def quoted(self, text):
        return '"' + "".join(self.character(one) for one in text) + '"'

    def character(self, one):
        short = {'"': '\\"', "\\": "\\\\", "/": "\\/", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
        choice = self.random.random()
        if one in short and choice < 0.5:
            return short[one]
        if ord(one) < 0x20 or one in '"\\' or choice < 0.3:
            units = one.encode("utf-16-be")
            codes = [f"{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2)]
            return "".join("\\u" + (code.upper() if choice < 0.1 else code) for code in codes)
        return one


def request_of(document, text):
    body = text.encode()
    signature = digest(KEY, f"POST\n/profile\n{canonical(document)}")
    head = f"POST /profile HTTP/1.1\r\nHost: localhost\r\nX-Signature-V2: {signature}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def read_answers(stream, count):
    """Status and body of that many answers."""
    answers = []
    for _ in range(count):
        status = int(stream.readline().split()[1])
        length = 0
        while (line := stream.readline()) not in (b"\r\n", b""):
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        answers.append((status, stream.read(length)))
    return answers


def send_documents(port, seed, count):
    """Sends that many random documents over one connection, pipelined, and returns how often each status came."""
    writer = Writer(seed)
    statuses = {}
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection, connection.makefile("rb") as stream:
        for _ in range(0, count, PIPELINED):
            documents = [writer.document() for _ in range(PIPELINED)]
            texts = [writer.text(document) for document in documents]
            for document, text in zip(documents, texts):
                assert json.loads(text) == document
            connection.sendall(b"".join(map(request_of, documents, texts)))
            for (status, body), text in zip(read_answers(stream, PIPELINED), texts):
                assert status in (404, 422), f"seed {seed}: {status} {body!r} for {text!r}"
                statuses[status] = statuses.get(status, 0) + 1
    return statuses


def test_random_documents_have_python_s_canonical_form(program, full):
    port = program.port(API)
    count = (DOCUMENTS_FULL if full else DOCUMENTS) // CONNECTIONS
    seed = random.SystemRandom().randrange(2**32)
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        results = list(pool.map(lambda number: send_documents(port, seed + number, count), range(CONNECTIONS)))
    assert sum(sum(statuses.values()) for statuses in results) >= count * CONNECTIONS
    assert all(statuses[404] > 0 for statuses in results)


@pytest.mark.parametrize("number", NUMBERS + [float(f"1e{exponent}") for exponent in range(-8, 24)])
def test_each_remarkable_number_has_python_s_form(api, number):
    for text in {repr(number), json.dumps(number), f"{number:.17e}" if isinstance(number, float) else repr(number)}:
        fields = {"n": number, "timestamp": time.time(), "username": fresh_name()}
        body = canonical(fields).replace(f'"n":{json.dumps(number)}', f'"n":{text}')
        answer = api.raw("/profile", body.encode(), {"X-Signature-V2": digest(KEY, f"POST\n/profile\n{canonical(fields)}")})
        assert answer.status == 404, (text, answer)
