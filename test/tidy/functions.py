"""Where functions begin and end: C++ by following its braces, Python by its own parser, JavaScript by
the three ways in which a function is written there."""

import ast
import re

from source import blank, matching

DIRECTIVE = re.compile(r"^[ \t]*#(?:[^\n\\]|\\.|\\\n)*", re.MULTILINE | re.DOTALL)
ACCESS = re.compile(r"\s*(public|private|protected|signals)\s*$")
NOT_SPACE = re.compile(r"\S")
TYPE = re.compile(r"\b(class|struct|union)\b")


class CppScanner:
    """Walks through C++ outside of functions; what has a parameter list and braces is a function."""

    def __init__(self, code):
        self.code = DIRECTIVE.sub(lambda match: blank(match.group()), code)
        self.found = []
        self.depth = 0
        self.begin_head(0)

    def begin_head(self, position):
        """What stands before the next brace starts here; `top` is that text without what is in brackets."""
        self.head_start = position
        self.top = ""
        self.initialisers = False

    def scan(self):
        position = 0
        while position < len(self.code):
            position = self.step(position)
        return self.found, self.depth == 0

    def step(self, position):
        char = self.code[position]
        if char == "(":
            self.top += "()"
            return matching(self.code, position) + 1
        if char == "{":
            return self.brace(position)
        if char in ";}":
            self.depth -= char == "}"
            self.begin_head(position + 1)
        elif char == ":" and ACCESS.fullmatch(self.top):
            self.begin_head(position + 1)
        else:
            self.initialisers |= char == ":" and self.starts_initialisers(position)
            self.top += char
        return position + 1

    def starts_initialisers(self, position):
        """The single colon behind a constructor's parameters."""
        return "::" not in self.code[position - 1:position + 2] and ")" in self.top

    def brace(self, position):
        head = re.sub(r"\[\[.*?\]\]|\balignas\s*\(\)", "", strip_template(self.top)).strip()
        if re.match(r"(inline\s+)?namespace\b", head) or head == "extern" or self.opens_type(head):
            self.depth += 1
            self.begin_head(position + 1)
            return position + 1
        end = matching(self.code, position)
        if self.opens_function(head):
            self.found.append((NOT_SPACE.search(self.code, self.head_start).start(), end))
            self.begin_head(end + 1)
        else:
            self.top += "{}"
        return end + 1

    @staticmethod
    def opens_type(head):
        return bool(TYPE.search(head)) and "(" not in head and "=" not in head and not re.search(r"\benum\b", head)

    def opens_function(self, head):
        if "(" not in head:
            return False
        if self.initialisers:
            return head[-1] in ")}"  # the brace behind a member's name holds its value
        plain = re.sub(r"operator\s*[^\s\w(]+|[=!<>]=", "", head)
        return "=" not in plain or bool(re.search(r"=\s*\[.*\]", plain))  # a variable, unless it is a lambda


def strip_template(head):
    match = re.match(r"\s*template\s*<", head)
    if not match:
        return head
    depth = 0
    for index in range(match.end() - 1, len(head)):
        depth += {"<": 1, ">": -1}.get(head[index], 0)
        if depth == 0:
            return strip_template(head[index + 1:])
    return head


def cpp_functions(code):
    """([(start, end)], whether the braces balance)."""
    return CppScanner(code).scan()


def python_functions(text):
    """(first line, last line) of every function, decorators apart."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node.lineno, node.end_lineno


JS_TOKEN = re.compile(
    r"""//[^\n]* | /\*.*?\*/ | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*'
      | (?:(?<=\breturn[ ])|(?<![\w)\]}$.])(?<![\w)\]}$.][ ]))/(?![*/])(?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*""",
    re.VERBOSE | re.DOTALL,
)
JS_FUNCTION = re.compile(r"\bfunction\b[^({]*(?P<a>\()|=>\s*(?P<arrow>\{)|^[ \t]*(?:(?:async|static|get|set)\s+)*\*?#?(?P<method>[\w$]+)\s*(?P<b>\()",
                         re.MULTILINE)
JS_WORDS = {"if", "for", "while", "switch", "catch", "return", "function", "with", "await", "super"}


def js_code(text):
    """JavaScript without comments, strings, patterns and templates (with all that stands in those)."""
    pieces, index = [], 0
    while index < len(text):
        end = js_token_end(text, index)
        pieces.append(blank(text[index:end]) if end > index else text[index])
        index = max(end, index + 1)
    return "".join(pieces)


def js_token_end(text, index):
    """One behind the comment, string, pattern or template that starts at `index`; `index` where none does."""
    if text[index] == "`":
        return template_end(text, index + 1)
    match = JS_TOKEN.match(text, index)
    return match.end() if match else index


def template_end(text, index):
    """One behind the back quote that ends the template around `index`; ${} may hold anything."""
    while index < len(text) and text[index] != "`":
        if text.startswith("${", index):
            index = substitution_end(text, index + 2)
        else:
            index += 2 if text[index] == "\\" else 1
    return index + 1


def substitution_end(text, index):
    depth = 1
    while index < len(text) and depth:
        end = js_token_end(text, index)
        depth += {"{": 1, "}": -1}.get(text[index], 0) if end == index else 0
        index = max(end, index + 1)
    return index


def js_functions(text):
    """(start, end) of functions, methods and arrow functions with a body in braces."""
    code = js_code(text)
    for match in JS_FUNCTION.finditer(code):
        if match["arrow"]:
            yield match.start(), matching(code, match.start("arrow"))
            continue
        if match["method"] in JS_WORDS:
            continue
        parameters_end = matching(code, match.start("a" if match["a"] else "b"))
        body = re.compile(r"\s*\{").match(code, parameters_end + 1)
        if body:
            start = match.start() + len(match.group()) - len(match.group().lstrip())
            yield start, matching(code, body.end() - 1)
