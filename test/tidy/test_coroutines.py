"""The coroutine patterns of the style guide: each is caught, and what is right beside it is not."""

import pytest

PLANTED = {
    "a capturing lambda as an argument": ("await-lambda", "co_await store.write([&](T& t) { return f(t); });"),
    "a capturing lambda deeper": ("await-lambda", "auto r = co_await a(b(c, [x] { return x; }));"),
    "a capturing lambda before the co_await": ("await-lambda", "f([this] { g(); }, co_await h());"),
    "a capturing lambda in a condition": ("await-lambda", "if (co_await a([x] { return x; })) { b(); }"),
    "an aggregate as an argument": ("await-braces", "co_await send(Request{1, 2});"),
    "an initializer list as an argument": ("await-braces", "auto r = co_await send({1, 2});"),
    "an aggregate without brackets": ("await-braces", "auto r = co_await Thing{1};"),
    "an aggregate around": ("await-braces", "co_return Answer{co_await f(), 1};"),
    "an aggregate assigned": ("await-braces", "answer = {co_await f(), 1};"),
    "an aggregate in a condition": ("await-braces", "while (co_await more(Limit{3})) { f(); }"),
    "an expectation": ("await-macro", "EXPECT_EQ(co_await f(), 3);"),
    "an assertion": ("await-macro", "LUDICE_ASSERT(co_await f());"),
    "a property": ("await-macro", "RC_ASSERT(1 == co_await f());"),
    "a structured binding": ("await-binding", "auto [a, b] = co_await f();"),
    "a structured binding by reference": ("await-binding", "const auto& [a, b] = co_await f();"),
    "either of two": ("await-either", "co_await (a() || timer.async_wait());"),
    "both of two": ("await-either", "auto r = co_await (a(x || y) && b());"),
}

CAPTURES = {
    "by reference": "auto f = [&]() -> Task<> { co_await g(); };",
    "this": "auto f = [this](int x) -> Task<int> { co_return x; };",
    "as an argument": "run([x]() -> Task<> { if (x) { co_await g(); } co_return; });",
}

HARMLESS = {
    "named before": "auto body = [&](T& t) { return f(t); };\nauto r = co_await store.write(body);",
    "a lambda without captures": "co_await store.write([](T& t) { auto x = T{1}; return f(t); });",
    "a value built before": "Request request{1, 2};\nco_await send(request);",
    "a duration": "co_await sleep_for(Millis{500});",
    "a block behind a condition": "if (co_await f()) {\n  g(Thing{1});\n}\nfor (auto x : co_await f()) { g([x] { h(); }); }",
    "expectations of a local": "auto r = co_await f();\nEXPECT_EQ(r, 3);",
    "a boolean of its own": "bool x = co_await f() || y;\nauto z = co_await (f(a || b));",
    "in a comment or a string": '// co_await f(Thing{1})\nlog("co_await f(Thing{1})"); co_return;',
    "an index and an attribute": "[[maybe_unused]] auto x = a[co_await f()];",
    "a structured binding of a local": "auto r = co_await f();\nauto [a, b] = r;",
    "a coroutine lambda that captures nothing": "auto f = [](int x) -> Task<int> { co_return x; };",
    "a capturing lambda around none": "auto f = [&] { return [](int x) -> Task<int> { co_return x; }; };",
}


def function(code):
    return "Task<int> f(int limit = 3) {\n" + code + "\n}\n"


@pytest.mark.parametrize("case", PLANTED)
def test_a_planted_pattern_is_found(tree, case):
    rule, code = PLANTED[case]
    tree.source("src/net/a.cpp", function(code))
    assert tree.rules() == [rule]


@pytest.mark.parametrize("case", CAPTURES)
def test_a_coroutine_lambda_that_captures_is_found(tree, case):
    tree.source("src/net/a.cpp", "void f() {\n" + CAPTURES[case] + "\n}\n")
    assert tree.rules() == ["coroutine-captures"]


@pytest.mark.parametrize("case", HARMLESS)
def test_what_is_right_is_not_found(tree, case):
    tree.source("src/net/a.cpp", function(HARMLESS[case]))
    assert tree.rules() == []


def test_patterns_are_found_in_tests_too(tree):
    tree.source("test/net/a_test.cpp", function("EXPECT_TRUE(co_await f());"))
    assert tree.rules() == ["await-macro"]


def test_patterns_inside_of_a_lambda_are_found(tree):
    tree.source("src/net/a.cpp", "void f() {\n  run([]() -> Task<> { co_await g(Thing{1}); });\n}\n")
    assert tree.rules() == ["await-braces"]


def test_a_finding_names_the_line_of_the_await(tree):
    tree.source("src/net/a.cpp", function("g();\nco_await store.write([&] { h(); });"))
    assert [finding.line for finding in tree.findings()] == [4]
