"""Holds requests and answers against the /openapi.json of the program they were sent to: what is accepted must be as
documented, what is refused for its fields must not be, and every answer must be one that is declared."""
import copy
import functools
import http.client
import json
import re
from urllib.parse import parse_qsl, urlsplit

import jsonschema

from program import API

TIMEOUT_S = 20
# What the transport itself may say to anything.
BY_THE_TRANSPORT = {"400", "408", "431", "503"}


def is_integer(_, value):
    return isinstance(value, int) and not isinstance(value, bool)


# JSON Schema takes 50.0 for an integer; the contract does not.
Validator = jsonschema.validators.extend(
    jsonschema.Draft202012Validator,
    type_checker=jsonschema.Draft202012Validator.TYPE_CHECKER.redefine("integer", is_integer))


def expanded(document, node):
    """A copy in which references are replaced by what they refer to."""
    if isinstance(node, list):
        return [expanded(document, element) for element in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        target = functools.reduce(lambda place, name: place[name], node["$ref"].removeprefix("#/").split("/"), document)
        return expanded(document, target)
    return {name: expanded(document, member) for name, member in node.items()}


def closed(schema):
    """A copy that allows no members but those it names: answers have no others."""
    schema = copy.deepcopy(schema)

    def close(node):
        if isinstance(node, list):
            for element in node:
                close(element)
        elif isinstance(node, dict):
            if node.get("type") == "object" and "properties" in node:
                node.setdefault("additionalProperties", False)
            for member in node.values():
                close(member)

    close(schema)
    return schema


def fetch(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_S)
    connection.request("GET", "/openapi.json")
    answer = connection.getresponse()
    text = answer.read()
    connection.close()
    assert answer.status == 200, text
    return text


class Operation:
    """One method of one path."""

    def __init__(self, content):
        self.responses = content["responses"]
        self.answers = {status: Validator(closed(response["content"]["application/json"]["schema"]))
                        for status, response in self.responses.items()
                        if "application/json" in response.get("content", {})}
        body = content.get("requestBody")
        self.body = Validator(body["content"]["application/json"]["schema"]) if body else None
        self.parameters = {(p["in"], p["name"].lower()): Validator(p["schema"]) for p in content.get("parameters", [])}

    def faults(self, fields, query, headers):
        """What the document says is wrong with a request."""
        faults = [error.message for error in self.body.iter_errors(fields)] if self.body else []
        for (place, name), validator in self.parameters.items():
            given = {"query": query, "header": headers}[place]
            if name in given:
                faults += [error.message for error in validator.iter_errors(self.typed(validator, given[name]))]
        if ("query", "username") in self.parameters and not {"username", "id"} & set(query):
            faults.append("neither username nor id")  # parameters cannot say that one of two is needed
        return faults

    @staticmethod
    def typed(validator, text):
        is_number = validator.schema["type"] == "integer" and re.fullmatch(r"-?\d+", text)
        return int(text) if is_number else text

    def is_beyond_schema(self, field):
        """Whether the document says of a field that it has a rule which no schema can tell."""
        if self.body:
            return "x-beyond-schema" in self.body.schema["properties"].get(field, {})
        validator = self.parameters.get(("query", field))
        return validator is not None and "x-beyond-schema" in validator.schema


class Contract:
    """What a document says about one port of its program."""

    def __init__(self, text, tags):
        self._document = json.loads(text)
        self._operations = {}
        self._declared = {}
        for path, methods in self._document["paths"].items():
            declared = {method.upper(): content for method, content in methods.items()
                        if method in ("get", "post") and content["tags"][0] in tags}
            if declared:
                self._declared[path] = declared

    def operation(self, method, path):
        """Put together when it is first asked for: most tests ask for few."""
        declared = self._declared.get(path, {}).get(method)
        if declared and (method, path) not in self._operations:
            self._operations[method, path] = Operation(expanded(self._document, declared))
        return self._operations.get((method, path))

    @classmethod
    def of(cls, program, *tags):
        """Of a program that runs the game API, which has the document of both services."""
        if program.contract is None:
            program.contract = fetch(program.port(API))
        return of_text(program.contract, tags)

    def check(self, method, target, body, headers, answer):
        """Fails where the exchange is not as documented."""
        status, path = str(answer.status), urlsplit(target).path
        exchange = f"{method} {target} {body!r:.400} -> {answer}"
        operation = self.operation("GET" if method == "HEAD" else method, path)
        if path.startswith("/docs/"):
            return  # the files of the page are no calls
        if operation is None:
            expected = "405" if path in self._declared else "404"
            assert status == expected or status in BY_THE_TRANSPORT, exchange
            return
        assert status in operation.responses, f"undeclared: {exchange}"
        self.check_headers(operation.responses[status], answer, exchange)
        if method == "HEAD" or status not in operation.answers:
            return
        assert answer.headers["Content-Type"] == "application/json", exchange
        errors = [f"{error.json_path}: {error.message}" for error in operation.answers[status].iter_errors(answer.json)]
        assert not errors, f"{errors} in {exchange}"
        if body is None or isinstance(body, (bytes, bytearray)):
            self.check_request(operation, target, body, headers, answer, exchange)

    @staticmethod
    def check_headers(response, answer, exchange):
        declared = {name.lower() for name in response.get("headers", {})}
        if "x-request-id" in declared:
            assert answer.headers["X-Request-Id"], exchange
        for name in ("Retry-After", "Idempotent-Replay"):
            assert answer.headers[name] is None or name.lower() in declared, f"undeclared {name}: {exchange}"
        assert "retry-after" not in declared or answer.headers["Retry-After"], exchange

    @staticmethod
    def check_request(operation, target, body, headers, answer, exchange):
        error = answer.json.get("error")
        code = error["code"] if isinstance(error, dict) else error
        refused = answer.status == 422 and not str(code).startswith("The balance could pass")
        run = answer.status in (200, 402, 403, 404, 422) or (answer.status == 409 and code != "conflict")
        if not run or code == "the query cannot be read":
            return
        query = dict(parse_qsl(urlsplit(target).query, keep_blank_values=True))
        faults = operation.faults(json.loads(body) if body else {}, query,
                                  {name.lower(): value.strip() for name, value in headers.items()})
        if not refused:
            assert not faults, f"accepted against the document: {faults} in {exchange}"
            return
        named = error["details"] if isinstance(error, dict) else [part.split(" ")[0] for part in error.split("; ")]
        assert faults or all(operation.is_beyond_schema(field) for field in named), \
            f"refused, though as documented: {exchange}"


@functools.lru_cache(maxsize=64)
def of_text(text, tags):
    """The same for the same document, whichever program gave it."""
    return Contract(text, tags)
