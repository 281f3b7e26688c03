"""A file of the tree as the rules see it: its text, and its text without comments and strings.

What is blanked out keeps its length and its line ends, so positions are the same in every view.
"""

import bisect
import re
from functools import cached_property
from typing import NamedTuple

FOLDERS = ("src", "test", "bench", "cmake", "script", ".ci", "deploy")
SUFFIXES = (".cpp", ".hpp", ".py", ".js", ".css", ".html", ".sql", ".cmake", ".sh", ".txt")

CPP_TOKEN = re.compile(
    r"""(?P<comment>//(?:[^\n\\]|\\.|\\\n)*|/\*.*?\*/)
      | (?P<raw>\b(?:u8|u|U|L)?R"(?P<mark>[^\s()\\"]*)\(.*?\)(?P=mark)")
      | (?P<string>"(?:[^"\\\n]|\\.)*")
      | (?P<char>(?<![0-9A-Fa-f])'(?:[^'\\\n]|\\.)+')""",
    re.VERBOSE | re.DOTALL,
)


class Finding(NamedTuple):
    path: str
    line: int
    rule: str
    what: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.what} [{self.rule}]"


def blank(text):
    return re.sub(r"[^\n]", " ", text)


class Source:
    """One text file, by its path from the root."""

    def __init__(self, path, text):
        self.path = path
        self.text = text
        self.suffix = path[path.rfind("."):] if "." in path.rsplit("/", 1)[-1] else ""

    @property
    def is_cpp(self):
        return self.suffix in (".cpp", ".hpp")

    @property
    def module(self):
        """The folder below src/, or nothing."""
        parts = self.path.split("/")
        return parts[1] if len(parts) > 2 and parts[0] == "src" else ""

    @cached_property
    def _line_starts(self):
        return [0] + [match.end() for match in re.finditer("\n", self.text)]

    def line_of(self, position):
        return bisect.bisect_right(self._line_starts, position)

    @cached_property
    def without_comments(self):
        """C++ with its comments blanked out."""
        return CPP_TOKEN.sub(lambda m: blank(m.group()) if m.group("comment") else m.group(), self.text)

    @cached_property
    def code(self):
        """C++ with comments, strings and characters blanked out."""
        return CPP_TOKEN.sub(lambda m: blank(m.group()), self.text)

    @cached_property
    def strings(self):
        """(start, end, content) of every string literal of C++."""
        found = []
        for match in CPP_TOKEN.finditer(self.text):
            if match.group("string"):
                found.append((match.start(), match.end(), match.group()[1:-1]))
            elif match.group("raw"):
                found.append((match.start(), match.end(), re.sub(r'^[^(]*\(|\)[^)]*$', "", match.group())))
        return found

    def finding(self, position, rule, what):
        return Finding(self.path, self.line_of(position), rule, what)


def is_script(path):
    return path.parent.name in ("script", ".ci") and path.suffix == ""


def load_tree(root):
    """Every file of the tree that is written by hand and has rules."""
    sources = []
    candidates = [path for folder in FOLDERS for path in (root / folder).rglob("*")] + list(root.glob("CMakeLists.txt"))
    for path in sorted(candidates):
        name = path.relative_to(root).as_posix()
        if not path.is_file() or "__pycache__" in name or name.startswith("test/data/"):
            continue
        if path.suffix in SUFFIXES or is_script(path):
            sources.append(Source(name, path.read_text(encoding="utf-8")))
    return sources


OPEN = {"(": ")", "[": "]", "{": "}"}


def matching(code, position):
    """The position of the bracket that closes the one at `position`; the end of the text where none does."""
    opening, closing = code[position], OPEN[code[position]]
    depth = 0
    for index in range(position, len(code)):
        if code[index] == opening:
            depth += 1
        elif code[index] == closing:
            depth -= 1
            if depth == 0:
                return index
    return len(code)
