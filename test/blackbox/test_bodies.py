"""What a request may look like before it is understood: paths, methods, media types, sizes, malformed JSON, and
the order in which all of it is checked."""
import json
import time

import pytest

from client import Api, assert_error, signature_headers
from people import Player, fresh_id, fresh_name

CALLS = ["/register", "/start/game", "/write/res", "/throw", "/throw/void", "/leave", "/game", "/profile", "/daily",
         "/events", "/history", "/leaderboard", "/lobby"]


@pytest.mark.parametrize("path", ["/", "/nothing", "/register/", "/Register", "//register", "/start", "/game/1",
                                  "/get_balance", "/modify_balance", "/health/live", "/metrics", "/%72egister"])
def test_unknown_paths_are_not_found(api, path):
    assert_error(api.raw(path, b"{}"), 404, "not_found")


@pytest.mark.parametrize("path", CALLS)
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_only_post_is_allowed(api, path, method):
    assert_error(api.http.request(method, path), 405, "method_not_allowed")


@pytest.mark.parametrize("path", CALLS)
def test_every_call_demands_a_signature(api, path):
    assert_error(api.raw(path, b"{}"), 401, "bad_signature")


@pytest.mark.parametrize("path", CALLS)
def test_every_call_demands_a_timestamp(api, path):
    assert_error(api.raw(path, b"{}", signature_headers(path, {})), 401, "stale_timestamp")


@pytest.mark.parametrize("path", [path for path in CALLS if path != "/lobby"])  # which has none
def test_every_call_checks_its_fields(api, path):
    fields = {"limit": 0} if path == "/leaderboard" else {}
    answer = assert_error(api.call(path, **fields), 422, "invalid_request")
    assert answer.details


@pytest.mark.parametrize("media_type", ["text/plain", "application/xml", "application/x-www-form-urlencoded",
                                        "multipart/form-data; boundary=x", "application/jsonp", "json", "", "*/*",
                                        "application/json; charset=utf-16"])
def test_other_media_types_are_refused(api, media_type):
    answer = api.raw("/profile", b"{}", {"Content-Type": media_type})
    assert_error(answer, 415, "unsupported_media_type")


@pytest.mark.parametrize("media_type", ["application/json", "application/json; charset=utf-8", "Application/JSON",
                                        "application/json;charset=UTF-8", 'application/json; charset="utf-8"'])
def test_json_in_its_spellings_is_accepted(api, media_type):
    answer = api.call("/profile", headers={"Content-Type": media_type}, username=fresh_name())
    assert_error(answer, 404, "player_not_found")


def test_a_body_without_a_type_is_json_unless_a_page_may_have_sent_it(api):
    body, headers = filled(500)
    assert_error(api.http.request("POST", "/profile", body, headers), 404, "player_not_found")
    assert_error(api.http.request("POST", "/profile", body, headers | {"Origin": "https://example.org"}), 415,
                 "unsupported_media_type")


def filled(size):
    """A signed read whose body has exactly that many bytes, and its headers."""
    fields = {"username": fresh_name(), "timestamp": time.time(), "filler": ""}
    fields["filler"] = "x" * (size - len(json.dumps(fields)))
    body = json.dumps(fields).encode()
    assert len(body) == size
    return body, signature_headers("/profile", fields)


def test_a_body_of_64_kib_is_accepted(api):
    assert_error(api.raw("/profile", *filled(64 * 1024)), 404, "player_not_found")


def test_a_body_of_one_byte_more_is_refused(api):
    assert_error(api.raw("/profile", *filled(64 * 1024 + 1)), 413, "body_too_large")


def test_a_chunked_body_beyond_64_kib_is_refused(api):
    body, headers = filled(64 * 1024 + 1)
    pieces = (body[i:i + 1000] for i in range(0, len(body), 1000))
    assert_error(api.http.request("POST", "/profile", pieces, headers | {"Content-Type": "application/json"}),
                 413, "body_too_large")


def test_a_chunked_body_is_read(api):
    body, headers = filled(5000)
    pieces = (body[i:i + 7] for i in range(0, len(body), 7))
    assert_error(api.http.request("POST", "/profile", pieces, headers | {"Content-Type": "application/json"}),
                 404, "player_not_found")


def nested(depth):
    """An object with that many containers inside one another."""
    return b'{"a":' + b"[" * (depth - 1) + b"]" * (depth - 1) + b"}"


MALFORMED = {
    "empty": b"",
    "space": b"  ",
    "array": b"[]",
    "string": b'"text"',
    "number": b"1",
    "null": b"null",
    "cut short": b'{"a":1',
    "two objects": b"{}{}",
    "trailing text": b"{} x",
    "trailing comma": b'{"a":1,}',
    "comma in an array": b'{"a":[1,]}',
    "single quotes": b"{'a':1}",
    "bare key": b"{a:1}",
    "comment": b'{"a":1/*x*/}',
    "duplicate key": b'{"a":1,"a":1}',
    "duplicate key, escaped": b'{"a":1,"\\u0061":1}',
    "duplicate key inside": b'{"b":[{"a":1,"a":2}]}',
    "too deep": nested(17),
    "far too deep": nested(30_000),
    "invalid UTF-8": b'{"a":"\xff"}',
    "overlong UTF-8": b'{"a":"\xc0\xaf"}',
    "surrogate in UTF-8": b'{"a":"\xed\xa0\x80"}',
    "beyond U+10FFFF": b'{"a":"\xf4\x90\x80\x80"}',
    "cut UTF-8": b'{"a":"\xe2\x82"}',
    "lone high surrogate": b'{"a":"\\ud83c"}',
    "lone low surrogate": b'{"a":"\\udfb2"}',
    "surrogates swapped": b'{"a":"\\udfb2\\ud83c"}',
    "surrogate as a key": b'{"\\ud83c":1}',
    "NaN": b'{"a":NaN}',
    "Infinity": b'{"a":Infinity}',
    "minus Infinity": b'{"a":-Infinity}',
    "1e400": b'{"a":1e400}',
    "-1e400": b'{"a":-1e400}',
    "leading zero": b'{"a":01}',
    "leading plus": b'{"a":+1}',
    "point alone": b'{"a":1.}',
    "no digit first": b'{"a":.5}',
    "hexadecimal": b'{"a":0x10}',
    "control in a string": b'{"a":"\x01"}',
    "newline in a string": b'{"a":"\n"}',
    "NUL": b'{"a":1}\x00',
    "bad escape": b'{"a":"\\x41"}',
    "short escape": b'{"a":"\\u12"}',
    "upper case true": b'{"a":True}',
    "UTF-16": '{"a":1}'.encode("utf-16"),
    "byte order mark": b"\xef\xbb\xbf{}",
}


@pytest.mark.parametrize("name", MALFORMED)
def test_malformed_json_is_refused(api, name):
    assert_error(api.raw("/profile", MALFORMED[name]), 400, "malformed_json")


def test_sixteen_levels_are_not_too_deep(api):
    assert_error(api.raw("/profile", nested(16)), 401, "bad_signature")


def test_the_message_never_repeats_the_body(api):
    answer = api.raw("/profile", b'{"a":"very secret"')
    assert b"secret" not in answer.body


def test_the_request_id_comes_back_where_it_is_sane(api):
    answer = api.raw("/profile", b"{}", {"X-Request-Id": "abc-123"})
    assert answer.headers["X-Request-Id"] == "abc-123"


@pytest.mark.parametrize("given", ["x" * 500, "a b", "<script>", ""])
def test_another_request_id_is_chosen_where_it_is_not(api, given):
    answer = api.raw("/profile", b"{}", {"X-Request-Id": given})
    assert answer.headers["X-Request-Id"] and answer.headers["X-Request-Id"] != given


def wrong_in_every_way(api, step):
    """Sends requests that are right up to a step of the order of checks and wrong from there on."""
    wrong = b"[" + b"x" * 60_000
    big = b"[" + b"x" * 70_000
    stale = {"timestamp": 1, "bet": "x"}
    first = {"timestamp": time.time(), "request_id": fresh_name(), "bet": "x"}
    path, text = "/start/game", {"Content-Type": "text/plain"}
    return {
        "path": lambda: api.http.request("GET", "/nothing", wrong, text),
        "method": lambda: api.http.request("PUT", path, wrong, text),
        "media type": lambda: api.http.request("POST", path, wrong, text),
        "size": lambda: api.raw(path, big),
        "JSON": lambda: api.raw(path, b"["),
        "signature": lambda: api.raw(path, json.dumps(stale).encode(), {"X-Signature-V2": "0" * 64}),
        "timestamp": lambda: api.call(path, **stale),
        "fields": lambda: api.call(path, **first),
    }[step]()


@pytest.mark.parametrize("step, status, code", [
    ("path", 404, "not_found"), ("method", 405, "method_not_allowed"), ("media type", 415, "unsupported_media_type"),
    ("size", 413, "body_too_large"), ("JSON", 400, "malformed_json"), ("signature", 401, "bad_signature"),
    ("timestamp", 401, "stale_timestamp"), ("fields", 422, "invalid_request")])
def test_a_request_wrong_in_several_ways_gets_the_first(api, step, status, code):
    assert_error(wrong_in_every_way(api, step), status, code)


@pytest.mark.parametrize("method, path, media_type, status", [("POST", "/nothing", "application/json", 404),
                                                              ("PUT", "/profile", "application/json", 405),
                                                              ("POST", "/profile", "text/plain", 415)])
def test_the_size_comes_after_path_method_and_media_type(api, method, path, media_type, status):
    answer = api.http.request(method, path, b"x" * 70_000, {"Content-Type": media_type})
    assert answer.status == status


def test_the_limit_per_address_comes_after_the_size_and_before_the_json(start_program):
    api = Api(start_program(LUDICE_IP_LIMIT="1/hour"))
    stranger = {"X-Forwarded-For": "198.51.100.7"}
    assert_error(api.call("/profile", headers=stranger, username="anna"), 404, "player_not_found")
    assert_error(api.raw("/profile", b"[" + b"x" * 70_000, stranger), 413, "body_too_large")
    assert_error(api.raw("/profile", b"[", stranger), 429, "rate_limited")


def test_the_replay_comes_before_the_fields(api):
    signed = api.sign("/register", {"username": fresh_name(), "id": fresh_id(), "timestamp": time.time()})
    first = api.send(signed)
    assert first.status == 200
    # On /leave the object lacks nothing, on /start/game it lacks the bet: both are told of the other use.
    for path in ("/leave", "/start/game"):
        fields = json.loads(signed[1])
        again = api.send(api.sign(path, fields))
        assert_error(again, 409, "conflict")


def test_fields_come_before_the_limit_per_player_and_that_before_the_rules(start_program):
    api = Api(start_program(LUDICE_USER_LIMIT="1/hour"))
    player = Player(api)
    assert player.start(50).data["state"] == "waiting"
    assert_error(player.start("fifty"), 422, "invalid_request")
    limited = assert_error(player.start(50), 429, "rate_limited")
    assert 3590 <= int(limited.headers["Retry-After"]) <= 3600


def test_the_rules_refuse_in_their_order(api):
    nobody = fresh_name()
    assert_error(api.call("/write/res", username=nobody, game_id="none", result=1), 404, "player_not_found")
    player = Player(api)
    assert_error(player.result("none", 1), 404, "game_not_found")
    other = Player(api)
    game_id = player.start(1000).data["game_id"]
    # Busy comes before broke.
    assert_error(player.start(1000), 409, "already_in_game")
    assert_error(other.result(game_id, 1), 403, "not_your_game")
    assert player.leave(game_id=game_id).data["left"]
    assert_error(other.result(game_id, 1), 403, "not_your_game")
    assert_error(player.result(game_id, 1), 409, "game_over")
