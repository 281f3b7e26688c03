"""Banned calls and words: each rule catches its planted violation, and lets its one place and look-alikes be."""

import banned
import pytest

WORD = "TO" + "DO"

PLANTED = [
    ("clock", "src/service/a.cpp", "auto t = std::chrono::system_clock::now();"),
    ("clock", "src/service/a.cpp", "auto t = std::time(nullptr);"),
    ("clock", "src/service/a.cpp", "auto t = time(NULL);"),
    ("environment", "src/net/a.cpp", 'auto x = std::getenv("HOME");'),
    ("environment", "src/app/a.cpp", "extern char** environ;"),
    ("randomness", "src/service/a.cpp", "std::random_device d;"),
    ("randomness", "src/service/a.cpp", "int x = std::rand();"),
    ("randomness", "src/service/a.cpp", "std::mt19937_64 g;"),
    ("sleep", "src/store/a.cpp", "std::this_thread::sleep_for(x);"),
    ("context-stop", "src/app/a.cpp", "io_context.stop();"),
    ("context-stop", "src/app/a.cpp", "context_->stop();"),
    ("spawn", "src/net/a.cpp", "boost::asio::co_spawn(e, f(), token);"),
    ("detached", "src/net/a.cpp", "x(boost::asio::detached);"),
    ("detached", "src/store/a.cpp", "thread.detach();"),
    ("regex", "src/net/a.cpp", "#include <regex>"),
    ("regex", "src/net/a.cpp", "std::regex r;"),
    ("money", "src/domain/a.hpp", "double rake;"),
    ("money", "src/service/a.cpp", "auto x = static_cast<float>(y);"),
    ("money", "src/store/ledger_tables.cpp", "double x;"),
    ("assert", "src/domain/a.cpp", "assert(x > 0);"),
    ("assert", "src/domain/a.cpp", "#include <cassert>"),
    ("exit", "src/net/a.cpp", "std::exit(1);"),
    ("pure-domain", "src/domain/a.cpp", "#include <mutex>"),
    ("using-namespace", "src/domain/a.hpp", "using namespace std;"),
    ("first-success", "src/net/a.cpp", "using namespace boost::asio::experimental::awaitable_operators;"),
    ("unfinished", "src/domain/a.cpp", f"// {WORD}: later"),
]

HARMLESS = [
    ("src/base/clock.cpp", "auto t = std::chrono::system_clock::now();"),
    ("src/ops/environment.cpp", "extern char** environ;"),
    ("src/base/random.cpp", "getrandom(p, n, 0);"),
    ("src/async/a.cpp", "boost::asio::co_spawn(e, f(), boost::asio::detached);"),
    ("src/net/a.cpp", "double seconds;"),
    ("src/service/a.cpp", "// no double, no std::rand()"),
    ("src/service/a.cpp", 'log("system_clock::now getenv");'),
    ("src/domain/a.cpp", "LUDICE_ASSERT(x); static_assert(true);"),
    ("src/service/a.cpp", "auto t = unit.time(nullptr);"),
    ("src/app/a.cpp", "timer.stop();"),
    ("src/app/a.cpp", "std::exit(2);"),
    ("src/domain/a.cpp", "int x;  // a list of todos"),
]


@pytest.mark.parametrize("rule,path,code", PLANTED)
def test_a_planted_violation_is_found(tree, rule, path, code):
    tree.source(path, code + "\n")
    assert tree.rules() == [rule]


@pytest.mark.parametrize("path,code", HARMLESS)
def test_the_one_place_and_look_alikes_are_not_found(tree, path, code):
    tree.source(path, code + "\n")
    assert tree.rules() == []


def test_words_that_promise_work_are_found_in_every_kind_of_file(tree):
    tree.write("script/a.sh", f"# A script. {WORD}\n")
    tree.write("test/a.py", f'"""A test. {WORD}"""\n')
    tree.write("src/sandbox/page/a.js", f"// A page. {WORD}\n")
    assert [finding.rule for finding in tree.findings()] == ["unfinished"] * 3


def test_every_rule_has_a_planted_violation():
    assert {rule for rule, _, _ in PLANTED} == {ban.rule for ban in banned.CODE} | {"unfinished"}
