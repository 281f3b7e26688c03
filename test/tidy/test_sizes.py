"""Lengths and opening comments: what is over the line is found, what is on it is not."""

import pytest
from functions import cpp_functions, js_functions
from source import Source

BODY = "  x();\n"


def lines_of(path, text):
    """(first, last) line of every function that the scanner sees."""
    source = Source(path, text)
    spans = js_functions(text) if path.endswith(".js") else cpp_functions(source.code)[0]
    return [(source.line_of(start), source.line_of(end)) for start, end in spans]


@pytest.mark.parametrize("lines,found", [(400, []), (401, ["file-length"])])
def test_a_file_may_have_400_lines(tree, lines, found):
    tree.write("src/domain/a.cpp", "// A file.\n" + "int x;\n" * (lines - 1))
    assert tree.rules() == found


LONG = {
    "C++": ("src/domain/a.cpp", "// A file.\nvoid f() {\n", "}\n"),
    "a method": ("src/domain/a.hpp", "// A file.\nclass A : public B {\n public:\n  int f() const override {\n", "}\n};\n"),
    "a constructor with initialisers": ("src/domain/a.cpp", "// A file.\nA::A(int x) : a_{x}, b_(x) {\n", "}\n"),
    "a function in a namespace": ("src/domain/a.cpp", "// A file.\nnamespace a::b {\nint f(int x = 3) {\n", "}\n}\n"),
    "a template": ("src/domain/a.cpp", "// A file.\ntemplate <class T = int> auto f() -> T {\n", "}\n"),
    "an operator": ("src/domain/a.cpp", "// A file.\nA& A::operator=(const A& a) {\n", "}\n"),
    "a lambda in a variable": ("src/domain/a.cpp", "// A file.\nconst auto f = [](int x) {\n", "};\n"),
    "a test": ("test/domain/a_test.cpp", "// A file.\nTEST(Suite, name) {\n", "}\n"),
    "JavaScript": ("src/sandbox/page/a.js", "// A file.\nexport function f(a, b = {}) {\n", "}\n"),
    "a method of JavaScript": ("src/sandbox/page/a.js", "// A file.\nclass A {\n  async f(x) {\n", "}\n}\n"),
    "an arrow function": ("src/sandbox/page/a.js", "// A file.\nconst f = (x) => {\n", "};\n"),
}


@pytest.mark.parametrize("case", LONG)
@pytest.mark.parametrize("inner,found", [(68, []), (69, ["function-length"])])
def test_a_function_may_have_70_lines(tree, case, inner, found):
    path, head, tail = LONG[case]
    tree.write(path, head + BODY * inner + tail)
    assert tree.rules() == found


@pytest.mark.parametrize("inner,found", [(69, []), (70, ["function-length"])])
def test_a_python_function_may_have_70_lines(tree, inner, found):
    tree.write("test/a.py", '"""A file."""\n\n\nclass A:\n    async def f():\n' + "        x()\n" * inner)
    assert tree.rules() == found


def test_braces_in_strings_comments_and_characters_do_not_count():
    text = 'void f() {\n  a("}"); // }\n  b(\'}\');\n  c(R"(})"); /* } */\n}\nvoid g() {\n}\n'
    assert lines_of("a.cpp", text) == [(1, 5), (6, 7)]


def test_digit_separators_are_no_characters():
    assert lines_of("a.cpp", "int a = 1'000;\nvoid f() {\n}\nint b = 2'000;\n") == [(2, 3)]


def test_values_in_braces_are_no_functions():
    text = "struct A {\n  int a{3};\n  std::vector<int> b = {f(1), 2};\n};\nenum class E : int { a, b };\nint x{g()};\n"
    assert lines_of("a.cpp", text) == []


def test_both_branches_of_a_preprocessor_condition_with_whole_functions_are_seen():
    assert lines_of("a.cpp", "#define BEGIN {\n#if A\nvoid f() {\n}\n#else\nvoid g() {\n}\n#endif\n") == [(3, 4), (6, 7)]


def test_braces_that_do_not_balance_are_found(tree):
    tree.source("src/domain/a.cpp", "namespace a {\nvoid f() {}\n")
    assert tree.rules() == ["function-length"]


def test_braces_in_templates_and_patterns_of_javascript_do_not_count():
    text = "function f() {\n  return `}${g({a: `}`})}` + /[}/]\\/}/.source + '}';\n}\nfunction g() {\n}\n"
    assert lines_of("a.js", text) == [(1, 3), (4, 5)]


def test_a_division_is_no_pattern_and_a_returned_pattern_is():
    assert lines_of("a.js", "function f() {\n  return a / b + '{' / c;\n}\nfunction g() {\n  return /{/;\n}\n") == [(1, 3), (4, 6)]


OPENINGS = {
    "no comment in C++": ("src/domain/a.cpp", "int x;\n", False),
    "an empty comment": ("src/domain/a.cpp", "//\nint x;\n", False),
    "six lines": ("src/domain/a.cpp", "// a\n" * 6 + "int x;\n", False),
    "no comment in Python": ("test/a.py", "import x\n", False),
    "an empty docstring": ("test/a.py", '""""""\n', False),
    "no comment in a script": ("script/a", "#!/usr/bin/env bash\nset -e\n", False),
    "no comment in JavaScript": ("src/sandbox/page/a.js", "let x;\n", False),
    "no comment in CSS": ("src/sandbox/page/a.css", "a { }\n", False),
    "no comment in SQL": ("src/store/a.sql", "CREATE TABLE a (b);\n", False),
    "no comment in CMake": ("cmake/A.cmake", "set(a b)\n", False),
    "five lines": ("src/domain/a.cpp", "// a\n" * 5 + "int x;\n", True),
    "a docstring": ("test/a.py", '"""A file."""\n', True),
    "a comment behind the shebang": ("script/a", "#!/usr/bin/env bash\n# A script.\nset -e\n", True),
    "a block in CSS": ("src/sandbox/page/a.css", "/* A sheet. */\n", True),
    "a comment behind the doctype": ("src/sandbox/page/a.html", "<!doctype html>\n<!-- A page. -->\n", True),
    "SQL": ("src/store/a.sql", "-- A table.\n", True),
}


@pytest.mark.parametrize("case", OPENINGS)
def test_a_file_opens_with_its_job(tree, case):
    path, text, good = OPENINGS[case]
    tree.write(path, text)
    assert tree.rules() == ([] if good else ["opening"])
