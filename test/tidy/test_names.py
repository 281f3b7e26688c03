"""An unnamed namespace that hides a name of a header beside it is found; one that cannot is not."""

import pytest

HIDING = [
    ("src/domain/a.hpp", "inline constexpr int kReason = 200;", "src/domain/b.cpp", "constexpr Text kReason{100};"),
    ("src/domain/a.hpp", "template <class T>\nstd::string page(const T& t) {\n  return t;\n}", "src/domain/b.cpp", "std::string page(const Page& p) {\n  return p;\n}"),
    ("src/domain/a.hpp", "struct Row {\n  int a;\n};", "src/domain/b.cpp", "struct Row {\n  int b;\n};"),
    ("test/domain/a.hpp", "inline constexpr Id kAnna{1};", "test/domain/b.cpp", "constexpr Id kAnna{2};"),
    ("src/domain/a.hpp", "inline constexpr Id kAnna{1};", "test/domain/b.cpp", "constexpr Id kAnna{2};"),
]

HARMLESS = [
    ("src/domain/a.hpp", "inline constexpr int kReason = 200;", "src/net/b.cpp", "constexpr Text kReason{100};"),
    ("src/domain/a.hpp", "inline constexpr int kKinds = 2;", "src/domain/b.cpp", "constexpr std::array<int, kKinds> kRows = {1, 2};"),
    ("src/domain/a.hpp", "class Group {\n  class Child;\n};", "src/domain/b.cpp", "int size(const Group& g) {\n  return g.size();\n}"),
]


def plant(tree, header, declared, file, defined):
    tree.source(header, f"#pragma once\nnamespace ludice {{\n{declared}\n}}\n")
    tree.source(file, f"namespace ludice {{\nnamespace {{\n\n{defined}\n\n}}  // namespace\n}}  // namespace ludice\n")


@pytest.mark.parametrize("case", HIDING)
def test_a_hidden_name_is_found(tree, case):
    plant(tree, *case)
    assert tree.rules() == ["hidden name"]


@pytest.mark.parametrize("case", HARMLESS)
def test_a_name_that_hides_none_is_not_found(tree, case):
    plant(tree, *case)
    assert tree.rules() == []


def test_what_is_compiled_apart_may_hide(tree):
    plant(tree, *HIDING[0])
    tree.write("src/domain/CMakeLists.txt", "# The rules.\nludice_module(APART NAME domain\n  SOURCES b.cpp)\n")
    assert tree.rules() == []
