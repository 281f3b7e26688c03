"""Operators from outside: tokens of `ludice token`, and what they call with them."""
import base64
import hashlib
import hmac
import itertools
import json
import uuid

from client import Http
from contract import Contract
from program import FINANCE, run

OPERATOR_KEY = "the key of operators, of the black box"
AUDIENCE = "ludice-operator"


def encoded(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def jwt(claims, key=OPERATOR_KEY, header=None):
    """Any token, signed with HS256 whatever its header says."""
    parts = [encoded(json.dumps(part).encode()) for part in (header or {"alg": "HS256", "typ": "JWT"}, claims)]
    text = ".".join(parts)
    return f"{text}.{encoded(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest())}"


def token(program, name, *arguments):
    """What the program itself gives out."""
    result = run(["token", "--sub", name, *arguments], program.folder, program.settings)
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


class Operators:
    """The calls of operators of a running program that runs the game API, too."""

    _requests = itertools.count(1)

    def __init__(self, program):
        self.program = program
        self.http = Http(program.port(FINANCE), contract=Contract.of(program, "operators"))
        self._tokens = {}

    def send(self, authorization, path, fields):
        headers = {"Content-Type": "application/json"} | ({"Authorization": authorization} if authorization else {})
        return self.http.request("POST", path, json.dumps(fields).encode(), headers)

    def call(self, name, path, **fields):
        """As the operator of that name, under a request_id of its own unless one is given."""
        if name not in self._tokens:
            self._tokens[name] = token(self.program, name)
        fields.setdefault("request_id", f"{uuid.uuid4().hex[:8]}-{next(self._requests)}")
        return self.send(f"Bearer {self._tokens[name]}", path, fields)

    def state(self):
        return self.call("watch", "/operator/state").data
