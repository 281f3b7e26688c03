"""Signatures: both forms, what must be refused, timestamps, and LUDICE_SIGNATURE_V1."""
import hashlib
import hmac
import json
import time

import pytest

from client import Api, assert_error, digest, signature_headers
from people import fresh_id, fresh_name
from program import KEY, ROOT

PROFILE = "/profile"


def now_fields():
    return {"username": fresh_name(), "timestamp": time.time()}


@pytest.mark.parametrize("form", ["v1", "v2", "both"])
def test_each_form_of_signature_is_accepted(api, form):
    assert_error(api.call(PROFILE, form, username=fresh_name()), 404, "player_not_found")


def test_the_body_may_be_formatted_in_any_way(api):
    fields = {"username": "Ігрок \U0001f3b2 \"\\/", "timestamp": time.time(), "b": [1, {"z": None, "a": 1e300}]}
    headers = signature_headers(PROFILE, fields, "both")
    body = json.dumps(dict(reversed(fields.items())), ensure_ascii=False, indent=3).encode()
    assert_error(api.raw(PROFILE, body, headers), 404, "player_not_found")


def test_every_published_vector_is_accepted_where_only_its_age_is_wrong(start_program):
    vectors = json.loads((ROOT / "test/data/signatures.json").read_text())
    api = Api(start_program(SECRET_KEY=vectors["secret_key"]))
    assert len(vectors["vectors"]) > 5
    for vector in vectors["vectors"]:
        answer = api.raw(PROFILE, vector["body"].encode(), {"X-Signature": vector["signature"]})
        assert_error(answer, 401, "stale_timestamp")


def wrong_headers():
    fields = {"username": "anna", "timestamp": 1_700_000_000}
    right = signature_headers(PROFILE, fields, "both")
    v1, v2 = right["X-Signature"], right["X-Signature-V2"]
    other_path = signature_headers("/leave", fields)["X-Signature-V2"]
    cases = {
        "none": {},
        "empty v1": {"X-Signature": ""},
        "empty v2": {"X-Signature-V2": ""},
        "upper case v1": {"X-Signature": v1.upper()},
        "upper case v2": {"X-Signature-V2": v2.upper()},
        "short v1": {"X-Signature": v1[:-1]},
        "short v2": {"X-Signature-V2": v2[:32]},
        "long v2": {"X-Signature-V2": v2 + "0"},
        "no hex": {"X-Signature-V2": "x" * 64},
        "one digit off": {"X-Signature": v1[:-1] + ("0" if v1[-1] != "0" else "1")},
        "another path": {"X-Signature-V2": other_path},
        "forms swapped": {"X-Signature": v2, "X-Signature-V2": v1},
        "both, v1 wrong": {"X-Signature": "0" * 64, "X-Signature-V2": v2},
        "both, v2 wrong": {"X-Signature": v1, "X-Signature-V2": "0" * 64},
        "both, v2 empty": {"X-Signature": v1, "X-Signature-V2": ""},
        "another key": signature_headers(PROFILE, fields, "both", "another key, as long as that"),
        "sha1": {"X-Signature": hmac.new(KEY.encode(), b"x", hashlib.sha1).hexdigest()},
    }
    return fields, cases


@pytest.mark.parametrize("name", wrong_headers()[1])
def test_a_wrong_signature_is_refused(api, name):
    fields, cases = wrong_headers()
    assert_error(api.raw(PROFILE, json.dumps(fields).encode(), cases[name]), 401, "bad_signature")


def test_a_body_changed_by_one_byte_is_refused(api):
    fields = now_fields()
    headers = signature_headers(PROFILE, fields, "both")
    body = json.dumps(fields | {"username": fields["username"][:-1] + "~"}).encode()
    assert_error(api.raw(PROFILE, body, headers), 401, "bad_signature")


def test_the_method_is_part_of_the_second_form(api):
    fields = now_fields()
    text = json.dumps(fields, sort_keys=True, separators=(",", ":"))
    headers = {"X-Signature-V2": digest(KEY, f"GET\n{PROFILE}\n{text}")}
    assert_error(api.raw(PROFILE, json.dumps(fields).encode(), headers), 401, "bad_signature")


@pytest.mark.parametrize("offset", [-299, -299.5, 299, 299.5, 0, -0.25])
def test_a_timestamp_within_300_seconds_is_accepted(api, offset):
    answer = api.call(PROFILE, username=fresh_name(), timestamp=time.time() + offset)
    assert_error(answer, 404, "player_not_found")


def test_a_timestamp_may_be_a_whole_number(api):
    assert_error(api.call(PROFILE, username=fresh_name(), timestamp=int(time.time())), 404, "player_not_found")


@pytest.mark.parametrize("timestamp", [0, 1, -1, 1.5, 1e300, 2**63, 10**30, None, True, "1700000000", [], {}, ""])
def test_a_timestamp_that_is_none_is_stale(api, timestamp):
    assert_error(api.call(PROFILE, username="anna", timestamp=timestamp), 401, "stale_timestamp")


@pytest.mark.parametrize("offset", [-301.5, 302, -86_400, 86_400])
def test_a_timestamp_further_off_is_stale(api, offset):
    answer = api.call("/register", username="anna", id=fresh_id(), timestamp=time.time() + offset)
    assert_error(answer, 401, "stale_timestamp")


def test_a_number_written_as_text_is_no_timestamp(api):
    assert_error(api.call(PROFILE, username="anna", timestamp=str(time.time())), 401, "stale_timestamp")


def test_a_missing_timestamp_is_stale(api):
    fields = {"username": "anna"}
    answer = api.raw(PROFILE, json.dumps(fields).encode(), signature_headers(PROFILE, fields))
    assert_error(answer, 401, "stale_timestamp")


STRANGER = {"X-Forwarded-For": "198.51.100.7"}


@pytest.mark.parametrize("setting, form, headers, accepted", [
    ("trusted", "v1", {}, True),
    ("trusted", "v1", STRANGER, False),
    ("trusted", "v2", STRANGER, True),
    ("trusted", "both", STRANGER, True),
    ("anywhere", "v1", {}, True),
    ("anywhere", "v1", STRANGER, True),
    ("never", "v1", {}, False),
    ("never", "v1", STRANGER, False),
    ("never", "v2", {}, True),
    (None, "v1", {}, True),
    (None, "v1", STRANGER, False),
])
def test_who_may_use_the_first_form(start_program, setting, form, headers, accepted):
    api = Api(start_program(LUDICE_SIGNATURE_V1=setting))
    answer = api.call(PROFILE, form, headers, username=fresh_name())
    if accepted:
        assert_error(answer, 404, "player_not_found")
    else:
        assert_error(answer, 401, "bad_signature")
