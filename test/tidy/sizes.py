"""How long files and functions may be, and that a file says its job in its first lines."""

import re

from functions import cpp_functions, js_functions, python_functions
from source import Finding

FILE_LINES = 400
FUNCTION_LINES = 70
OPENING_LINES = 5

LINE_COMMENT = {".cpp": "//", ".hpp": "//", ".js": "//", ".sql": "--", ".cmake": "#", ".sh": "#", ".txt": "#", "": "#"}
BLOCK_COMMENT = {".py": ('"""', '"""'), ".css": ("/*", "*/"), ".js": ("/*", "*/"), ".html": ("<!--", "-->")}


def check_file_length(source):
    lines = source.text.count("\n")
    if lines > FILE_LINES:
        yield Finding(source.path, lines, "file-length", f"{lines} lines; at most {FILE_LINES}")


def opening_lines(source):
    """How many lines the comment has with which a file begins; 0 where it begins otherwise."""
    text = re.sub(r"\A(#![^\n]*\n|<!doctype[^>]*>\s*|#pragma once\n)", "", source.text, flags=re.IGNORECASE)
    begin, end = BLOCK_COMMENT.get(source.suffix, (None, None))
    if begin and text.startswith(begin):
        close = text.find(end, len(begin))
        return text[:close].count("\n") + 1 if text[len(begin):close].strip() else 0
    mark = LINE_COMMENT.get(source.suffix)
    lines = 0
    for line in text.splitlines():
        if mark is None or not line.startswith(mark):
            break
        lines += 1
    return lines if any(line.strip(mark).strip() for line in text.splitlines()[:lines]) else 0


def check_opening(source):
    if source.path.endswith("__init__.py") and not source.text.strip():
        return
    lines = opening_lines(source)
    if source.suffix == ".py":
        lines = min(lines, OPENING_LINES)  # a docstring may explain how a tool is called
    if lines == 0:
        yield Finding(source.path, 1, "opening", "the file does not open with a comment that says its job")
    elif lines > OPENING_LINES and source.path != "layers.txt":
        yield Finding(source.path, 1, "opening", f"the opening comment has {lines} lines; at most {OPENING_LINES}")


def function_lines(source):
    """((first line, last line) of every function, whether the braces of the file balance)."""
    if source.suffix == ".py":
        return list(python_functions(source.text)), True
    spans, balanced = [], True
    if source.is_cpp:
        spans, balanced = cpp_functions(source.code)
    elif source.suffix == ".js":
        spans = js_functions(source.text)
    return [(source.line_of(start), source.line_of(end)) for start, end in spans], balanced


def check_function_length(source):
    lines, balanced = function_lines(source)
    if not balanced:
        yield Finding(source.path, 1, "function-length", "the braces do not balance: its functions cannot be measured")
    for first, last in lines:
        if last - first + 1 > FUNCTION_LINES:
            yield Finding(source.path, first, "function-length", f"a function of {last - first + 1} lines; at most {FUNCTION_LINES}")


def check(root, sources):
    for source in sources:
        yield from check_file_length(source)
        yield from check_opening(source)
        yield from check_function_length(source)
