"""The patterns that GCC 12 miscompiles or that Asio turns into traps (the table of the style guide).

Statements are told apart by semicolons and braces outside of brackets; the body of a lambda has statements
of its own and is blanked out in the one it stands in.
"""

import re
from typing import NamedTuple

from functions import strip_template
from source import blank, matching

CO_AWAIT = re.compile(r"\bco_await\b")
COROUTINE = re.compile(r"\bco_(await|return|yield)\b")
BINDING = re.compile(r"\bauto\b[\s&const]*\[[^\]]*\]\s*[={(][^;]*\bco_await\b")
TEST_MACRO = re.compile(r"\b(?:EXPECT|ASSERT|RC_ASSERT|RC_PRE|RC_SUCCEED_IF|RC_FAIL|LUDICE_ASSERT|SCOPED_TRACE)\w*\s*\(")
CONDITION = re.compile(r"\s*(if|while|for|switch)\b(\s*constexpr)?\s*$")
DURATION = re.compile(r"\b(Millis|seconds|milliseconds|minutes)\{[^{}]*\}")  # made by a constructor: harmless
TAIL = re.compile(r"\s*(<[^<>]*>\s*)?(?P<parameters>\()?")
SPECIFIERS = re.compile(r"\s*((mutable|noexcept|constexpr|static)\s*)*(->[^;{}()=]*(\([^)]*\)[^;{}()=]*)*)?\{")


class Lambda(NamedTuple):
    start: int
    captures: str
    body: int
    end: int


def find_lambdas(code):
    found = []
    for match in re.finditer(r"\[", code):
        start = match.start()
        before = code[max(0, start - 80):start].rstrip()
        if code[start:start + 2] == "[[" or before.endswith("["):
            continue
        if re.search(r"[\w)\]]$", before) and not re.search(r"\b(return|co_await|co_return|co_yield)$", before):
            continue
        close = matching(code, start)
        tail = TAIL.match(code, close + 1)
        position = matching(code, tail.start("parameters")) + 1 if tail["parameters"] else tail.end()
        body = SPECIFIERS.match(code, position)
        if body:
            found.append(Lambda(start, code[start + 1:close].strip(), body.end() - 1, matching(code, body.end() - 1)))
    return found


class Statements:
    """Splits code into statements: (start, text), lambda bodies blanked out and split likewise."""

    def __init__(self, code, lambdas):
        self.code = code
        self.bodies = {one.body: one.end for one in lambdas}
        self.found = []

    def split(self, begin, end):
        start, depth, index, text = begin, 0, begin, []
        while index < end:
            char = self.code[index]
            if index in self.bodies:
                close = min(self.bodies[index], end - 1)
                self.split(index + 1, close)
                text.append(blank(self.code[index:close + 1]))
                index = close + 1
                continue
            expression_brace = char == "{" and (depth > 0 or self.is_initialiser("".join(text)))
            if char in "([" or expression_brace:
                depth += 1
            elif char in ")]" or (char == "}" and depth > 0):
                depth -= 1
            elif char in ";{}" and depth == 0:
                self.add(start, text)
                start, text, index = index + 1, [], index + 1
                continue
            text.append(char)
            index += 1
            if char == ")" and depth == 0 and self.is_condition("".join(text)):
                self.add(start, text)
                start, text = index, []
        self.add(start, text)

    def add(self, start, text):
        joined = "".join(text)
        if joined.strip():
            self.found.append((start, joined))

    @staticmethod
    def is_initialiser(head):
        """The brace behind `head` begins a value, not a block."""
        plain = re.sub(r"\boperator\s*[^\s\w(]+", "", strip_template(without_brackets(head)))
        return re.search(r"^\s*(co_return|return)\b|\bco_await\b|[^=!<>]=(?!=)", plain) is not None

    @staticmethod
    def is_condition(text):
        opening = text.find("(")
        return opening >= 0 and CONDITION.fullmatch(text[:opening]) is not None and matching(text, opening) == len(text) - 1


def check_statement(source, start, text, lambdas):
    awaits = CO_AWAIT.search(text)
    if not awaits:
        return
    at = start + awaits.start()
    if any(one.captures and start <= one.start < start + len(text) for one in lambdas):
        yield source.finding(at, "await-lambda", "a capturing lambda made in a co_await expression is destroyed twice: name it in its own statement")
    braces = DURATION.sub(lambda match: blank(match.group()), text).find("{")
    if braces >= 0:
        yield source.finding(start + braces, "await-braces", "braces in a co_await expression are miscompiled: build the value in a named local")
    for match in CO_AWAIT.finditer(text):
        if any(operator in group_after(text, match.end()) for operator in ("||", "&&")):
            yield source.finding(start + match.start(), "await-either", "`co_await (a || b)` waits for the first success: use async::with_deadline")
    for match in TEST_MACRO.finditer(text):
        if CO_AWAIT.search(text, match.end(), matching(text, match.end() - 1)):
            yield source.finding(start + match.start(), "await-macro", "co_await in a test macro runs twice: await into a local first")


def group_after(text, position):
    """What stands in the bracket right behind `position`, its own brackets left out."""
    match = re.compile(r"\s*\(").match(text, position)
    if not match:
        return ""
    return without_brackets(text[match.end():matching(text, match.end() - 1)])


def without_brackets(text):
    while re.search(r"\([^()]*\)", text):
        text = re.sub(r"\([^()]*\)", "", text)
    return text


def check_captures(source, code, lambdas):
    """Coroutine lambdas capture nothing: the captures die with the lambda, the coroutine goes on."""
    for one in lambdas:
        body = code[one.body:one.end]
        for inner in lambdas:
            if one.body < inner.body and inner.end < one.end:
                body = body[:inner.body - one.body] + blank(code[inner.body:inner.end]) + body[inner.end - one.body:]
        if one.captures and COROUTINE.search(body):
            yield source.finding(one.start, "coroutine-captures", f"a coroutine lambda captures [{one.captures}]: pass it as parameters by value")


def check(root, sources):
    for source in sources:
        if not source.is_cpp or not COROUTINE.search(source.code):
            continue
        lambdas = find_lambdas(source.code)
        statements = Statements(source.code, lambdas)
        statements.split(0, len(source.code))
        for start, text in statements.found:
            yield from check_statement(source, start, text, lambdas)
        for match in BINDING.finditer(source.code):
            yield source.finding(match.start(), "await-binding", "a structured binding of a co_await result: bind to a named value first")
        yield from check_captures(source, source.code, lambdas)
