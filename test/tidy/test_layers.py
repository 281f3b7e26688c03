"""The layers: every wrong edge is found, the right ones are not."""

import pytest
from layers import find_cycle, parse_layers

WRONG = {
    "a module that its row does not name": ("src/domain/a.cpp", '#include "store/b.hpp"'),
    "a header outside of the modules": ("src/domain/a.cpp", '#include "b.hpp"'),
    "a library that its row does not name": ("src/domain/a.cpp", "#include <boost/asio/post.hpp>"),
    "a library that layers.txt does not know": ("src/net/a.cpp", "#include <curl/curl.h>"),
    "a library for .cpp files in a header": ("src/net/a.hpp", "#include <boost/beast/http.hpp>"),
    "a folder without a row": ("src/other/a.cpp", ""),
    "an include written with blanks": ("src/domain/a.cpp", '  #  include   "store/b.hpp"'),
}

RIGHT = {
    "a module that the row names": ("src/service/a.cpp", '#include "store/b.hpp"'),
    "base from everywhere": ("src/domain/a.cpp", '#include "base/b.hpp"'),
    "its own folder": ("src/domain/a.cpp", '#include "domain/b.hpp"'),
    "the standard library": ("src/domain/a.cpp", "#include <vector>"),
    "a library that the row names": ("src/net/a.hpp", "#include <boost/asio/post.hpp>"),
    "an include in a comment": ("src/domain/a.cpp", '/*\n#include "store/b.hpp"\n*/'),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_include_is_found(tree, case):
    tree.source(*WRONG[case])
    assert tree.rules() == ["layers"]


@pytest.mark.parametrize("case", RIGHT)
def test_a_right_include_is_not_found(tree, case):
    tree.source(*RIGHT[case])
    assert tree.rules() == []


def test_a_finding_names_file_and_line(tree):
    tree.source("src/domain/a.cpp", '\n#include "store/b.hpp"\n')
    assert str(tree.findings()[0]) == "src/domain/a.cpp:3: domain may not include store (layers.txt) [layers]"


def test_a_library_in_too_many_files_is_found(tree):
    for name in "abc":
        tree.source(f"src/net/{name}.cpp", "#include <boost/beast/http.hpp>")
    assert [finding.path for finding in tree.findings()] == ["src/net/c.cpp"]


def test_a_library_in_as_many_files_as_allowed_is_not_found(tree):
    for name in "ab":
        tree.source(f"src/net/{name}.cpp", "#include <boost/beast/http.hpp>")
    assert tree.findings() == []


def test_folders_that_include_each_other_are_found(tree):
    tree.source("src/store/a.cpp", '#include "domain/b.hpp"')
    tree.source("src/domain/b.cpp", '#include "store/a.hpp"')
    assert tree.rules() == ["cycles", "layers"]


def test_rows_that_allow_a_circle_are_found(tree):
    tree.write("layers.txt", "module base\nmodule domain store\nmodule store service\nmodule service domain\n")
    assert tree.rules() == ["cycles"]


def test_a_wrong_link_in_cmake_is_found(tree):
    tree.write("src/domain/CMakeLists.txt", "# The module.\nludice_module(NAME domain SOURCES a.cpp USES base store)\n")
    assert tree.rules() == ["layers"]


def test_a_right_link_in_cmake_is_not_found(tree):
    tree.write("src/store/CMakeLists.txt", "# The module.\nludice_module(NAME store SOURCES a.cpp USES base domain SQLite::SQLite3)\n")
    assert tree.rules() == []


def test_a_circle_over_three_is_found_and_a_diamond_is_not():
    assert find_cycle({"a": ["b"], "b": ["c"], "c": ["a"]}) == ["a", "b", "c", "a"]
    assert find_cycle({"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": []}) is None


def test_an_unknown_kind_of_row_is_refused():
    with pytest.raises(ValueError):
        parse_layers("modul base\n")
