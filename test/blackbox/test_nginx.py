"""The API behind the real nginx with the project's configuration and TLS: checked, played through, and what it keeps out."""
import http.client
import os
import re
import shutil
import signal
import socket
import ssl
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import yaml

from client import Answer, AnyOf, Http, SignedApi, assert_error
from nginx import FOLLOW, SHARED, Nginx, make_certificate
from people import Player, fresh_bet
from program import API, ROOT, free_port
from waiting import wait_until

DATABASES = ("sqlite",)
READ_LIMIT_S = 10  # of deploy/nginx/ludice/door.conf


@pytest.fixture
def open_door(tmp_path):
    """Starts an nginx before the API of programs."""
    opened = []

    def start(*addresses, **more):
        opened.append(Nginx(tmp_path / f"nginx{len(opened)}", addresses, **more))
        return opened[-1].start()

    yield start
    for nginx in opened:
        nginx.close()


def address(program):
    return f"127.0.0.1:{program.port(API)}"


def play(api):
    """A whole game by two new players."""
    bet = fresh_bet()
    first, second = Player(api), Player(api)
    game_id = first.start(bet).data["game_id"]
    game_id = second.start(bet).data["game_id"]
    assert first.result(game_id, 6).status == 200
    assert second.result(game_id, 1).data["state"] == "lost"
    assert first.game(game_id)["payout"] == 2 * bet


def test_nginx_finds_nothing_wrong_with_the_configuration(tmp_path):
    result = Nginx(tmp_path / "nginx", ["127.0.0.1:9"]).check()
    assert result.returncode == 0 and "syntax is ok" in result.stderr and "warn" not in result.stderr, result.stderr


def test_a_game_is_played_over_tls(start_program, open_door):
    nginx = open_door(address(start_program(LUDICE_TRUSTED_PROXIES="127.0.0.1/32", LUDICE_TRUSTED_CLIENTS="127.0.0.0/8")))
    play(SignedApi(nginx.https(), "v2"))


def test_what_is_internal_is_not_reachable(start_program, open_door):
    https = open_door(address(start_program())).https()
    for path in ("/metrics", "/health/ready", "/get_balance?username=anna", "/modify_balance", "/stars/credit"):
        assert https.request("GET", path).status == 404, path


def test_plain_http_is_sent_to_https(start_program, open_door):
    nginx = open_door(address(start_program()))
    answer = Http(nginx.plain_port).request("GET", "/docs")
    assert answer.status == 308 and answer.headers["Location"].startswith("https://")


def test_a_client_cannot_choose_the_address_it_is_counted_under(start_program, open_door):
    program = start_program(LUDICE_TRUSTED_PROXIES="127.0.0.1/32", LUDICE_TRUSTED_CLIENTS="127.0.0.9/32",
                            LUDICE_IP_LIMIT="3/minute")
    nginx = open_door(address(program))
    stranger = SignedApi(nginx.https("127.0.0.2"), "v2")
    forged = {"X-Forwarded-For": "127.0.0.9"}
    assert [stranger.call("/lobby", headers=forged).status for _ in range(4)] == [200, 200, 200, 429]
    own = SignedApi(nginx.https("127.0.0.9"), "v2")
    assert [own.call("/lobby").status for _ in range(5)] == [200] * 5


@pytest.mark.parametrize("size", [100_000, 3_000_000], ids=["for the API", "for nginx"])
def test_too_large_a_body_gets_the_answer_of_the_api(start_program, open_door, size):
    https = open_door(address(start_program())).https()
    answer = https.request("POST", "/register", b"{" + b" " * size + b"}", {"Content-Type": "application/json"})
    assert_error(answer, 413, "body_too_large")


def first_answer(connection, request):
    """To these bytes, whatever they are."""
    with connection, connection.makefile("rb") as reader:
        try:
            connection.sendall(request)
        except OSError:
            pass  # it was refused before its end
        status = int(reader.readline().split()[1])
        headers = http.client.parse_headers(reader)
        rest = reader.read() if request.startswith(b"HEAD") else reader.read(int(headers["Content-Length"]))
        return Answer(status, headers, rest)


def through(nginx, request):
    tls = ssl.create_default_context(cafile=nginx.certificate)
    plain = socket.create_connection(("127.0.0.1", nginx.port), 20)
    return first_answer(tls.wrap_socket(plain, server_hostname="127.0.0.1"), request)


HOST = b"Host: ludice\r\n"
POST = b"POST /register HTTP/1.1\r\nContent-Type: application/json\r\n" + HOST
CHUNK = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
# What nginx refuses itself, by what is wrong with it.
REFUSED = {
    "no path": (b"GET register HTTP/1.1\r\n" + HOST, 400, "malformed_json"),
    "no HTTP": (b"\x00\x01\x02\r\n", 400, "malformed_json"),
    "no host": (b"GET /docs HTTP/1.1\r\n", 400, "malformed_json"),
    "two lengths": (POST + b"Content-Length: 2\r\nContent-Length: 3\r\n", 400, "malformed_json"),
    "an unknown version": (b"GET /docs HTTP/3.0\r\n" + HOST, 400, "malformed_json"),
    "an unknown coding": (POST + b"Transfer-Encoding: gzip\r\n", 400, "malformed_json"),
    "a chunk without a length": (POST + b"Transfer-Encoding: chunked\r\n\r\nnone\r\n", 400, "malformed_json"),
    "a method of nobody's": (b"TRACE /register HTTP/1.1\r\n" + HOST, 405, "method_not_allowed"),
    "a large body": (POST + b"Content-Length: 3000000\r\n", 413, "body_too_large"),
    "a body that grows": (POST + b"Transfer-Encoding: chunked\r\n\r\n" + CHUNK * 20 + b"0\r\n", 413, "body_too_large"),
    "a long path": (b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\n" + HOST, 431, "headers_too_large"),
    "a long field": (b"GET /docs HTTP/1.1\r\nX-Long: " + b"a" * 20_000 + b"\r\n" + HOST, 431, "headers_too_large"),
    "many fields": (b"GET /docs HTTP/1.1\r\n" + (b"X-Long: " + b"a" * 5_000 + b"\r\n") * 10 + HOST, 431, "headers_too_large"),
}


@pytest.mark.parametrize("wrong", REFUSED)
def test_what_nginx_refuses_it_refuses_as_the_api_does(start_program, open_door, wrong):
    request, status, code = REFUSED[wrong]
    program = start_program()
    answer = assert_error(through(open_door(address(program)), request + b"\r\n"), status, code)
    direct = first_answer(socket.create_connection(("127.0.0.1", program.port(API)), 20), request + b"\r\n")
    assert (answer.status, answer.json) == (direct.status, direct.json)


@pytest.mark.parametrize("target", [b"/docs", b"docs", b"/" + b"a" * 20_000], ids=["no host", "no path", "a long path"])
def test_nginx_refuses_a_head_without_a_body(open_door, target):
    answer = through(open_door(f"127.0.0.1:{free_port()}"), b"HEAD " + target + b" HTTP/1.1\r\n\r\n")
    assert (answer.status, answer.body) == (431 if len(target) > 9_000 else 400, b"")
    assert answer.headers["Content-Type"] == "application/json" and answer.headers["X-Request-Id"]


def test_plain_http_where_tls_is_spoken_is_refused_in_the_words_of_the_api(open_door):
    assert_error(Http(open_door(f"127.0.0.1:{free_port()}").port).request("GET", "/docs"), 400, "malformed_json")


def test_where_nginx_sends_what_it_refuses_the_api_answers_whoever_asks(start_program, open_door):
    program = start_program()
    https = open_door(address(program)).https()
    paths = re.findall(r"= (/\S+);", (SHARED / "refusals.conf").read_text(encoding="utf-8"))
    assert len(paths) == 2
    for path in paths:
        assert_error(https.request("GET", path), 404, "not_found")
    assert program.stop() == 0
    for path in paths:
        assert_error(https.request("GET", path), 503, "unavailable")


@pytest.mark.parametrize("given, taken", [("web-1.a:B_2", True), ("a" * 64, True), ("a" * 65, False), ("a b", False),
                                          ("a\"b", False)],
                         ids=["a client's", "of 64", "of 65", "with a blank", "with a quote"])
def test_an_answer_of_nginx_itself_has_the_request_id_that_the_api_would_give_it(start_program, open_door, given, taken):
    program = start_program()
    nginx, direct = open_door(f"127.0.0.1:{free_port()}"), Http(program.port(API))
    for answer in (nginx.https().request("GET", "/docs", headers={"X-Request-Id": given}),
                   through(nginx, b"GET /docs HTTP/1.1\r\nX-Request-Id: " + given.encode() + b"\r\n\r\n"),
                   direct.request("GET", "/docs", headers={"X-Request-Id": given})):
        assert (answer.headers["X-Request-Id"] == given) == taken and len(answer.headers.get_all("X-Request-Id")) == 1


def test_an_api_that_is_away_is_unavailable_in_the_words_of_the_api(open_door):
    https = open_door(f"127.0.0.1:{free_port()}").https()
    for path in ("/register", "/register.html"):  # JSON, whatever a path ends with
        answer = https.request("POST", path, b"{}", {"Content-Type": "application/json"})
        assert_error(answer, 503, "unavailable")
        assert answer.headers["Retry-After"] == "1"


def test_a_disk_of_nginxs_that_takes_nothing_is_unavailable_in_the_words_of_the_api(start_program, open_door):
    nginx = open_door(address(start_program()))
    shutil.rmtree(nginx.file.parent / "client_body")
    assert_error(nginx.https().request("POST", "/register", b"{" + b" " * 40_000 + b"}"), 503, "unavailable")


def test_too_many_requests_of_one_address_are_refused_in_the_words_of_the_api(start_program, open_door):
    https = open_door(address(start_program())).https()
    answers = [https.request("GET", "/openapi.json") for _ in range(400)]
    refused = [answer for answer in answers if answer.status == 429]
    assert refused and answers[0].status == 200
    assert_error(refused[0], 429, "rate_limited")


def test_more_than_fifty_calls_at_once_of_one_address_are_refused_and_another_is_served(start_program, open_door):
    nginx = open_door(address(start_program(LUDICE_TRUSTED_PROXIES="127.0.0.1/32", LUDICE_TRUSTED_CLIENTS="127.0.0.0/8")))

    def wait(number, source="127.0.0.2"):
        return SignedApi(nginx.https(source), "v2").call("/events", consumer=f"consumer {number}", wait=15)

    with ThreadPoolExecutor(60) as pool:
        calls = [pool.submit(wait, number) for number in range(60)]
        refused = wait_until(lambda: [call for call in calls if call.done()], "a refusal", 10)
        assert SignedApi(nginx.https("127.0.0.3"), "v2").call("/lobby").status == 200
        assert_error(refused[0].result(), 429, "rate_limited")
        statuses = [call.result().status for call in calls]
    assert (statuses.count(200), statuses.count(429)) == (50, 10)


def test_telegram_may_bring_more_updates_at_once_than_a_client_may_call(open_door):
    https = open_door(f"127.0.0.1:{free_port()}").https()
    answers = {https.request("POST", "/telegram", b"{}").status for _ in range(280)}
    assert answers == {503}  # there is no bot behind it


@pytest.fixture
def addresses(tmp_path):
    """What names are said to be, in place of getent."""
    file, getent = tmp_path / "addresses", tmp_path / "getent"
    file.write_text("172.30.0.128 STREAM backend\n172.30.0.129 STREAM backend\n", encoding="utf-8")
    getent.write_text(f"#!/bin/sh\ncat {file}\n", encoding="utf-8")
    getent.chmod(0o755)
    return file


@pytest.fixture
def followed_door(tmp_path, addresses):
    """An nginx before nothing, run as compose does."""
    nginx = Nginx(tmp_path / "nginx", [f"127.0.0.1:{free_port()}"])
    yield nginx.start_followed(PATH=f"{addresses.parent}:{os.environ['PATH']}")
    nginx.close()


def test_a_container_made_anew_is_found_under_its_new_address(followed_door, addresses):
    before = followed_door.workers()
    assert before
    addresses.write_text("172.30.0.129 STREAM backend\n172.30.0.130 STREAM backend\n", encoding="utf-8")
    wait_until(lambda: not before & followed_door.workers() and followed_door.workers(), "workers that looked again", 30)


def certificate_served(nginx):
    return ssl.get_server_certificate(("127.0.0.1", nginx.port), timeout=10)


def test_a_renewed_certificate_is_served_without_a_restart(followed_door):
    before = certificate_served(followed_door)
    renewed = make_certificate(followed_door.certificate.parent)[0].read_text(encoding="utf-8")
    assert before.split() != renewed.split()
    # For a moment workers that are about to end may still serve the old one.
    wait_until(lambda: certificate_served(followed_door).split() == renewed.split(), "the new certificate", 30)
    assert followed_door.process.poll() is None
    assert followed_door.stop() == 0


def test_a_certificate_that_cannot_be_read_leaves_the_old_one_served(followed_door):
    """Half of a renewal, or a slip: nginx goes on, and takes the next one that is whole."""
    before = certificate_served(followed_door)
    followed_door.certificate.write_text("none", encoding="utf-8")
    wait_until(lambda: "cannot load certificate" in followed_door.said(), "a look at it", 30)
    assert certificate_served(followed_door) == before
    make_certificate(followed_door.certificate.parent)
    wait_until(lambda: certificate_served(followed_door) != before, "the new certificate", 30)


def test_nginx_needs_no_rights():
    """As the user that compose has for it, who has none of root's."""
    service = yaml.safe_load((ROOT / "deploy/compose.yaml").read_text(encoding="utf-8"))["services"]["nginx"]
    assert service["cap_drop"] == ["ALL"] and "cap_add" not in service and service["security_opt"] == ["no-new-privileges:true"]
    user, group = map(int, service["user"].split(":"))
    with tempfile.TemporaryDirectory() as parent:  # not in pytest's folder, which is its user's alone
        nginx = Nginx(Path(parent) / "nginx", [f"127.0.0.1:{free_port()}"])
        nginx.command[-1] = "daemon off;"
        before = [shutil.copy(FOLLOW, parent), nginx.file]
        if os.geteuid() == 0:
            for path in [Path(parent), *Path(parent).rglob("*")]:
                os.chown(path, user, group)
            before = ["setpriv", f"--reuid={user}", f"--regid={group}", "--clear-groups", "--bounding-set=-all",
                      "--no-new-privs", *before]
        try:
            nginx.start(*before)
            status = Path(f"/proc/{nginx.process.pid}/status").read_text(encoding="utf-8")
            assert "\nCapEff:\t0000000000000000\n" in status and "\nUid:\t0" not in status
            assert nginx.https().request("GET", "/").status == 503
            assert nginx.stop() == 0
        finally:
            nginx.close()


def asked(program):
    """How many requests of the game API it has had."""
    if not program.is_running():
        return 0
    figures = program.operations("/metrics")[1]
    return sum(float(line.split()[-1]) for line in figures.splitlines() if line.startswith('ludice_http_requests_total{face="game"'))


def test_a_replica_that_stands_still_holds_up_one_call_which_has_its_effect_once_and_is_used_again(
        start_program, postgres, open_door, tell):
    url = postgres.database()
    still, other = (start_program(DATABASE_URL=url, LUDICE_TRUSTED_PROXIES="127.0.0.1/32", LUDICE_TRUSTED_CLIENTS="127.0.0.0/8")
                    for _ in range(2))
    nginx = open_door(address(still), address(other))
    apis = AnyOf(SignedApi(nginx.https(f"127.0.5.{number}"), "v2") for number in range(1, 250))
    player, bet, took = Player(apis), fresh_bet(), []

    def play_alone():
        """Each call changes something, and says what there is."""
        for act in (lambda: player.start(bet).data["balance"] == 1000 - bet, lambda: player.leave().data["balance"] == 1000):
            began = time.monotonic()
            assert act()
            took.append(time.monotonic() - began)

    wait_until(lambda: play_alone() or asked(still) > 2 and asked(other) > 2, "both to be asked")
    took.clear()
    still.process.send_signal(signal.SIGSTOP)
    try:
        for _ in range(10):
            play_alone()
    finally:
        still.process.send_signal(signal.SIGCONT)
    quick = sorted(took)
    slow = quick.pop()
    assert len(quick) == 19 and quick[-1] < 2 and 5 < slow < READ_LIMIT_S + 2, took
    before = asked(still)
    wait_until(lambda: play_alone() or asked(still) > before + 2, "it to be used again", 30)
    tell(f"A replica stood still behind nginx: one of 20 calls took {slow:.1f} s, all others {quick[-1]:.2f} s at most.")


def test_replicas_restart_one_after_the_other_without_a_failed_call(start_program, postgres, open_door):
    """A rolling restart under load: no call fails, each has its effect once."""
    url = postgres.database()
    ports = [free_port(), free_port()]
    programs = [start_program(DATABASE_URL=url, LUDICE_API_LISTEN=f"127.0.0.1:{port}", folder=f"replica{port}",
                              LUDICE_TRUSTED_PROXIES="127.0.0.1/32", LUDICE_TRUSTED_CLIENTS="127.0.0.0/8")
                for port in ports]
    nginx = open_door(*(f"127.0.0.1:{port}" for port in ports))
    stop, played, failures = threading.Event(), [], []

    def keep_playing(seat):
        try:
            while not stop.is_set():
                played.append(f"127.0.{seat}.{len(played) % 250 + 1}")  # each game from elsewhere: nginx counts by address
                play(SignedApi(nginx.https(played[-1]), "v2"))
        except BaseException as error:  # noqa: told by the test's own thread
            failures.append(error)

    players = [threading.Thread(target=keep_playing, args=(seat,)) for seat in (1, 2, 3)]
    for thread in players:
        thread.start()
    for program in programs:
        assert program.stop() == 0
        program.start()
    stop.set()
    for thread in players:
        thread.join()
    assert failures == [] and len(played) > 3
