"""/openapi.json is valid and complete; with client.py and contract.py every other test holds the program against it."""
import json
import re

import jsonschema
import pytest

from client import Api, Http, assert_error
from contract import Validator, expanded
from operators import OPERATOR_KEY
from program import API, ROOT, Program

OFFICIAL = json.loads((ROOT / "test/data/openapi/schema-3.1.json").read_text())
WALLET = "UQAWlz0AUS6Y_gSAOkf_7OFjCnv3ey2swK_bl2ZVjxtipwZk"
PAGE = ["/docs", "/docs/docs.css", "/docs/docs.js", "/docs/examples.js", "/docs/schemas.js", "/docs/try.js"]
DOCUMENTS = ["/openapi.json", *PAGE]


@pytest.fixture(scope="module")
def everything(tmp_path_factory):
    """A program that sells everything and has operators."""
    started = Program(tmp_path_factory.mktemp("everything"), LUDICE_ASSETS="points,stars,ton", LUDICE_OPERATOR_KEY=OPERATOR_KEY,
                      LUDICE_TON_WALLET=WALLET, LUDICE_TON_API_ROOT="http://127.0.0.1:9").start()
    yield started
    assert started.stop() == 0


@pytest.fixture(params=["as it comes", "everything"])
def document(request, api):
    http = api.http if request.param == "as it comes" else Http(request.getfixturevalue("everything").port(API))
    answer = http.request("GET", "/openapi.json")
    assert answer.status == 200 and answer.headers["Content-Type"] == "application/json"
    return answer.json


def schemas_of(node):
    """Every schema of a document, wherever it stands."""
    if isinstance(node, dict):
        for name, member in node.items():
            if name == "schema":
                yield member
            elif name == "schemas":
                yield from member.values()
            yield from schemas_of(member)
    elif isinstance(node, list):
        for element in node:
            yield from schemas_of(element)


def operations(document):
    for path, methods in document["paths"].items():
        for method in ("get", "post"):
            if method in methods:
                yield path, method, methods[method]


def test_the_document_is_valid_openapi_3_1(document):
    jsonschema.Draft202012Validator(OFFICIAL).validate(document)


def test_a_broken_document_would_be_found(document):
    del document["paths"]["/register"]["post"]["responses"]["200"]["description"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(OFFICIAL).validate(document)


def test_its_schemas_are_valid_and_its_references_lead_somewhere(document):
    schemas = list(schemas_of(document))
    assert len(schemas) > 50
    for schema in schemas:
        jsonschema.Draft202012Validator.check_schema(expanded(document, schema))


def test_every_call_says_what_it_does_and_what_its_fields_mean(document):
    names = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(names) == len(set(names))
    for path, _, operation in operations(document):
        assert operation["summary"] and operation["description"], path
        if operation["tags"] == ["documents"]:
            continue
        assert {"200", "400", "401", "422", "503"} <= set(operation["responses"]), path
        body = operation.get("requestBody")
        fields = body["content"]["application/json"]["schema"]["properties"] if body else {}
        for name, field in fields.items():
            assert field["description"], (path, name)


def test_the_examples_are_as_the_schemas_demand(document):
    for path, _, operation in operations(document):
        if "requestBody" in operation:
            content = operation["requestBody"]["content"]["application/json"]
            errors = list(Validator(content["schema"]).iter_errors(content["example"]))
            assert not errors, (path, errors)


def test_the_bounds_of_bets_are_those_of_the_settings(start_program):
    api = Api(start_program(LUDICE_MIN_BET=5, LUDICE_MAX_BET=7))
    document = api.http.request("GET", "/openapi.json").json
    body = document["paths"]["/start/game"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    bounds = [rule["then"]["properties"]["bet"] for rule in body["allOf"] if "then" in rule]
    assert [(bet["minimum"], bet["maximum"]) for bet in bounds] == [(5, 7)]


def test_the_guide_for_integrators_names_every_path(document):
    guide = (ROOT / "docs/api.md").read_text()
    missing = [path for path, _, _ in operations(document) if not re.search(rf"`(GET |POST )?{path}[`?]", guide)]
    assert not missing


@pytest.mark.parametrize("path", DOCUMENTS)
def test_documents_are_unsigned_and_told_not_to_reach_out(api, path):
    answer = api.http.request("GET", path)
    assert answer.status == 200 and answer.body
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert b"http://" not in answer.body.replace(b"http://127.0.0.1", b"") and b"https://" not in answer.body


@pytest.mark.parametrize("path", DOCUMENTS)
def test_documents_answer_head_and_who_has_them_already(api, path):
    whole = api.http.request("GET", path)
    head = api.http.request("HEAD", path)
    assert head.status == 200 and head.body == b""
    assert head.headers["Content-Length"] == str(len(whole.body))
    again = api.http.request("GET", path, headers={"If-None-Match": whole.headers["ETag"]})
    assert again.status == 304 and again.body == b""


@pytest.mark.parametrize("path", DOCUMENTS)
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_documents_are_only_read(api, path, method):
    answer = assert_error(api.http.request(method, path, b"{}"), 405, "method_not_allowed")
    assert answer.headers["Allow"] == "GET, HEAD"


def test_strangers_may_read_without_being_counted(start_program):
    program = start_program(LUDICE_IP_LIMIT="1/hour")
    api = Api(program)
    stranger = {"X-Forwarded-For": "198.51.100.7"}
    for _ in range(3):
        assert api.http.request("GET", "/docs", headers=stranger).status == 200
    assert program.port(API)
