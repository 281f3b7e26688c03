"""Statements stand whole: pieces put together are found, whole ones and other strings are not."""

import pytest

PLANTED = [
    'auto s = "SELECT a FROM b WHERE c = " + name;',
    'auto s = std::string("DELETE FROM b WHERE c = ") + name;',
    'auto s = head + " WHERE c = 1";',
    's += "UPDATE b SET c = 1";',
    's.append("INSERT INTO b VALUES (1)");',
    'auto s = fmt::format("SELECT a FROM {}", table);',
    'auto s = R"(SELECT a FROM b WHERE c = )" + name;',
]

WHOLE = [
    'constexpr Statement kRead{"SELECT a FROM b WHERE c = $1"};',
    'constexpr Statement kRead{"SELECT a "\n  "FROM b"};',
    'auto s = "hello " + name;',
    'log("UPDATE"); x = a + b;',
    '// "SELECT a" + name',
]


@pytest.mark.parametrize("code", PLANTED)
def test_a_statement_from_pieces_is_found(tree, code):
    tree.source("src/store/a.cpp", code + "\n")
    assert tree.rules() == ["sql"]


@pytest.mark.parametrize("code", WHOLE)
def test_a_whole_statement_is_not_found(tree, code):
    tree.source("src/store/a.cpp", code + "\n")
    assert tree.rules() == []
