"""The nginx of deploy/nginx/one-machine.conf beside the program on one machine, in the distribution's own configuration."""
import json
import re
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from client import Http, SignedApi, assert_error
from nginx import ONE_MACHINE, OneMachine
from people import pair
from program import API, ROOT, free_port

DATABASES = ("sqlite",)
GUIDE = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
HERE = GUIDE.split("**nginx on the same machine.**")[1].split("\n**")[0]


@pytest.fixture
def open_door(tmp_path):
    opened = []

    def start(api, webhook="127.0.0.1:9"):
        opened.append(OneMachine(tmp_path / "nginx", [api], [webhook]))
        return opened[-1].start()

    yield start
    for nginx in opened:
        nginx.close()


def proxies():
    """The setting that the guide tells to make."""
    return dict(re.findall(r"`(LUDICE_TRUSTED_PROXIES)=([^`]+)`", HERE))


def address(program):
    return f"127.0.0.1:{program.port(API)}"


def test_nginx_finds_nothing_wrong_with_the_configuration(tmp_path):
    result = OneMachine(tmp_path / "nginx", ["127.0.0.1:9"], ["127.0.0.1:9"]).check()
    assert result.returncode == 0 and "syntax is ok" in result.stderr and "warn" not in result.stderr, result.stderr


def test_it_stands_before_the_addresses_that_the_program_has_by_default_and_takes_none_of_them():
    text = ONE_MACHINE.read_text(encoding="utf-8")
    example = dict(re.findall(r"^#(LUDICE_\w+_LISTEN)=(.*)$", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE))
    servers = dict(re.findall(r"^  server (\S+);  # (\w+)$", text, re.MULTILINE))
    assert servers == {example[name]: name for name in ("LUDICE_API_LISTEN", "LUDICE_WEBHOOK_LISTEN")}
    listens = {one.rsplit(":", 1)[-1] for one in re.findall(r"^  listen (\S+?)(?: ssl)?;$", text, re.MULTILINE)}
    assert listens == {"80", "443"}


def test_a_game_is_played_over_tls(start_program, open_door):
    nginx = open_door(address(start_program(**proxies())))
    pair(SignedApi(nginx.https(), "v2"), bet=60)
    assert nginx.https().request("GET", "/metrics").status == 404
    log = (nginx.file.parent / "ludice.log").read_text(encoding="utf-8")
    assert "POST /start/game 200" in log


def test_everybody_outside_has_limits_of_his_own(start_program, open_door):
    # Strangers have addresses of loopback here, so that only this machine's own is trusted.
    program = start_program(**proxies(), LUDICE_TRUSTED_CLIENTS="127.0.0.1/32", LUDICE_IP_LIMIT="3/minute")
    nginx = open_door(address(program))
    for stranger in ("127.0.0.2", "127.0.0.3"):
        api = SignedApi(nginx.https(stranger), "v2")
        assert [api.call("/lobby").status for _ in range(4)] == [200, 200, 200, 429]


def test_plain_http_is_sent_to_https_but_for_the_certificate(open_door):
    nginx = open_door(f"127.0.0.1:{free_port()}")
    answer = Http(nginx.plain_port).request("GET", "/docs")
    assert answer.status == 308 and answer.headers["Location"].startswith("https://")
    challenge = nginx.file.parent / "html/.well-known/acme-challenge"
    challenge.mkdir(parents=True)
    (challenge / "token").write_text("proof", encoding="utf-8")
    assert Http(nginx.plain_port).request("GET", "/.well-known/acme-challenge/token").body == b"proof"


def test_an_api_that_is_away_is_unavailable_in_the_words_of_the_api(open_door):
    answer = open_door(f"127.0.0.1:{free_port()}").https().request("POST", "/register", b"{}", {"Content-Type": "application/json"})
    assert_error(answer, 503, "unavailable")


def test_the_webhook_is_handed_on(open_door):
    seen = []

    class Bot(BaseHTTPRequestHandler):
        def do_POST(self):
            seen.append((self.path, json.loads(self.rfile.read(int(self.headers["Content-Length"])))))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Bot) as bot:
        threading.Thread(target=bot.serve_forever, daemon=True).start()
        nginx = open_door(f"127.0.0.1:{free_port()}", f"127.0.0.1:{bot.server_port}")
        assert nginx.https().request("POST", "/telegram", b'{"update_id":1}', {"Content-Type": "application/json"}).status == 200
        bot.shutdown()
    assert seen == [("/telegram", {"update_id": 1})]
