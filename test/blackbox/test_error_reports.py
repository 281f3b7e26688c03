"""Errors are told to the server that SENTRY_DSN names: what happened, and nothing that names a person."""
import http.server
import json
import threading
import time

import pytest

from client import Api
from operators import OPERATOR_KEY, Operators
from people import Player
from program import KEY
from toncenter import WALLET, Toncenter
from waiting import wait_until

DATABASES = ("sqlite",)
DSN_KEY = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def receiver():
    """Takes what is posted to it: (path, headers, body)."""
    got = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            got.append((self.path, dict(self.headers), self.rfile.read(int(self.headers["Content-Length"])).decode()))
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    server.got = got
    yield server
    server.shutdown()


def test_an_error_is_told_and_no_person_named(own_postgres, start_program, receiver):
    url = own_postgres.database()
    program = start_program(DATABASE_URL=url, SENTRY_DSN=f"http://{DSN_KEY}@127.0.0.1:{receiver.server_port}/7")
    player = Player(Api(program))
    assert receiver.got == []
    own_postgres.stop("QUIT")
    for _ in range(5):
        assert player.leave().status == 503
    wait_until(lambda: receiver.got, "a report")
    own_postgres.start()
    path, headers, body = receiver.got[0]
    assert path == "/api/7/envelope/" and f"sentry_key={DSN_KEY}" in headers["X-Sentry-Auth"]
    event = json.loads(body.splitlines()[2])
    assert event["level"] == "error" and event["release"]
    assert event["message"]["formatted"] in ("store_failed", "store_not_reached") and event["extra"]["error"]
    told = json.dumps(receiver.got)
    assert player.name not in told and str(player.id) not in told and KEY not in told
    logged = json.dumps(program.log)
    assert event["message"]["formatted"] in logged and DSN_KEY not in logged
    assert len(receiver.got) < 5
    wait_until(lambda: player.leave().status == 200, "service again")


@pytest.fixture
def toncenter():
    server = Toncenter()
    server.chain_time = lambda: int(time.time())
    yield server
    server.close()


def test_who_stopped_withdrawals_and_why_is_logged_here_and_told_nobody_outside(toncenter, start_program, receiver):
    program = start_program(command=("serve", "--roles", "api,balance,finance"), LUDICE_ASSETS="points,ton",
                            LUDICE_OPERATOR_KEY=OPERATOR_KEY, LUDICE_TON_WALLET=WALLET, LUDICE_TON_API_ROOT=toncenter.url,
                            SENTRY_DSN=f"http://{DSN_KEY}@127.0.0.1:{receiver.server_port}/7")
    operators, reason = Operators(program), "a player's brother rang"
    wait_until(lambda: operators.call("olga", "/operator/freeze", reason=reason).status == 200, "a wallet to stop", 30)
    event = wait_until(lambda: [json.loads(body.splitlines()[2]) for _, _, body in receiver.got], "a report")[0]
    assert event["message"]["formatted"] == "ton_withdrawals_frozen" and event["extra"] == {}
    logged = [line for line in program.log if line.get("event") == "ton_withdrawals_frozen"]
    assert [line["reasons"] for line in logged] == [f"olga: {reason}"]
    told = json.dumps(receiver.got)
    assert "olga" not in told and reason not in told


def test_a_receiver_that_is_away_stops_nothing(own_postgres, start_program):
    program = start_program(DATABASE_URL=own_postgres.database(), SENTRY_DSN=f"http://{DSN_KEY}@127.0.0.1:9/7")
    player = Player(Api(program))
    own_postgres.stop("QUIT")
    assert player.leave().status == 503
    own_postgres.start()
    wait_until(lambda: player.leave().status == 200, "service again")
