"""A client of the signed game API and of the balance service, over kept-alive connections."""
import functools
import hashlib
import hmac
import http.client
import json
import random
import ssl
import threading
import time

from contract import Contract
from program import API, BALANCE, FINANCE, KEY

TIMEOUT_S = 40


def canonical(fields):
    """The canonical form of a signed object."""
    return json.dumps(fields, sort_keys=True, separators=(",", ":"))


def digest(key, text):
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()


def signature_headers(path, fields, form="v2", key=KEY):
    """The headers of a signed call; form is v1, v2 or both."""
    text = canonical(fields)
    headers = {}
    if form in ("v1", "both"):
        headers["X-Signature"] = digest(key, text)
    if form in ("v2", "both"):
        headers["X-Signature-V2"] = digest(key, f"POST\n{path}\n{text}")
    return headers


class Answer:
    """What came back."""

    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def data(self):
        """The data of a success."""
        assert self.status == 200, self
        content = self.json
        assert content["status"] == "success" and set(content) == {"status", "data"}, self
        return content["data"]

    @property
    def code(self):
        return self.json["error"]["code"]

    @property
    def details(self):
        return self.json["error"]["details"]

    @property
    def is_replay(self):
        return self.headers.get("Idempotent-Replay") == "true"

    def __repr__(self):
        return f"<{self.status} {self.body[:400]!r}>"


def assert_error(answer, status, code):
    """An error in the contract's envelope, with this status and code."""
    assert (answer.status, answer.body and answer.code) == (status, code), answer
    content = answer.json
    assert content["status"] == "error" and set(content) == {"status", "error"}, answer
    assert set(content["error"]) == {"code", "message", "details"} and content["error"]["message"], answer
    assert isinstance(content["error"]["details"], dict), answer
    assert answer.headers["Content-Type"] == "application/json" and answer.headers["X-Request-Id"], answer
    return answer


class Http:
    """Kept-alive HTTP to one port, a connection for each thread. With a contract every exchange is held against it."""

    def __init__(self, port, source="127.0.0.1", contract=None):
        self.port = port
        self._contract = contract
        self._source = source
        self._own = threading.local()

    def request(self, method, path, body=None, headers=None):
        for attempt in (1, 2):
            connection = getattr(self._own, "connection", None)
            is_new = connection is None
            if is_new:
                connection = self._connect()
                self._own.connection = connection
            try:
                connection.request(method, path, body, headers or {})
                response = connection.getresponse()
                answer = Answer(response.status, response.headers, response.read())
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError, ssl.SSLEOFError):
                # A kept connection may have been closed in the meantime; a new one may not.
                self.close()
                if is_new or attempt == 2:
                    raise
                continue
            except BaseException:
                self.close()
                raise
            if self._contract:
                self._contract.check(method, path, body, headers or {}, answer)
            return answer
        raise AssertionError("not reached")

    def _connect(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT_S, source_address=(self._source, 0))

    def close(self):
        connection = getattr(self._own, "connection", None)
        if connection:
            connection.close()
        self._own.connection = None


@functools.cache
def trust_in(certificate):
    """Read once: that takes longer than a call."""
    return ssl.create_default_context(cafile=certificate)


class Https(Http):
    """The same over TLS, by a certificate of the test's own."""

    def __init__(self, port, certificate, source="127.0.0.1"):
        super().__init__(port, source)
        self._tls = trust_in(certificate)

    def _connect(self):
        return http.client.HTTPSConnection("127.0.0.1", self.port, timeout=TIMEOUT_S, context=self._tls,
                                           source_address=(self._source, 0))


class SignedApi:
    """One of the APIs whose calls are signed."""

    def __init__(self, http, form):
        self.http = http
        self.form = form

    def sign(self, path, fields, form=None):
        """Body and headers of a call, ready to be sent any number of times."""
        headers = signature_headers(path, fields, form or self.form) | {"Content-Type": "application/json"}
        return path, json.dumps(fields).encode(), headers

    def send(self, signed, **more_headers):
        path, body, headers = signed
        named = {name.replace("_", "-"): value for name, value in more_headers.items()}
        return self.http.request("POST", path, body, headers | named)

    def call(self, path, form=None, headers=None, **fields):
        """Signs the fields with the time of now and sends them."""
        fields.setdefault("timestamp", time.time())
        path, body, signed_headers = self.sign(path, fields, form)
        return self.http.request("POST", path, body, signed_headers | (headers or {}))

    def raw(self, path, body, headers=None):
        """Sends any bytes as they are."""
        return self.http.request("POST", path, body, {"Content-Type": "application/json"} | (headers or {}))


class Api(SignedApi):
    """The game API of a running program."""

    def __init__(self, program, form="v2", source="127.0.0.1"):
        super().__init__(Http(program.port(API), source, Contract.of(program, "game", "documents")), form)


class Finance(SignedApi):
    """The finance API of a running program that runs the game API, too."""

    def __init__(self, program, form="v2", source="127.0.0.1"):
        super().__init__(Http(program.port(FINANCE), source, Contract.of(program, "finance")), form)


class Balance:
    """The balance service of a running program."""

    def __init__(self, program):
        self.http = Http(program.port(BALANCE), contract=Contract.of(program, "balance"))

    def create(self, username, **fields):
        return self.post("/create_user", username=username, **fields)

    def modify(self, key=None, **fields):
        return self.post("/modify_balance", {"Idempotency-Key": key} if key else {}, **fields)

    def post(self, path, headers=None, /, **fields):
        return self.http.request("POST", path, json.dumps(fields).encode(),
                                 {"Content-Type": "application/json"} | (headers or {}))

    def get(self, query):
        return self.http.request("GET", f"/get_balance?{query}")


class AnyOf:
    """Clients of one kind, of several programs; each use is of whichever comes next."""

    def __init__(self, clients):
        self.clients = list(clients)

    def __getattr__(self, name):
        return getattr(random.choice(self.clients), name)
