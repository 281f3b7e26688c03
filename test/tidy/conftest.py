"""A small tree of its own for each test, clean until the test plants something."""

import pytest
import tidy

LAYERS = """
library asio   boost/asio/
library beast  boost/beast/ in-cpp at-most 2
module base
module domain
module async             : asio
module store domain      : asio
module net async         : asio beast
module service domain store
module ops
module app base domain async store net service ops : asio
"""


class Tree:
    def __init__(self, root):
        self.root = root
        self.write("layers.txt", LAYERS)

    def write(self, path, text):
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def source(self, path, code):
        """A C++ file with the comment that every file opens with."""
        self.write(path, "// A file of the test.\n" + code)

    def findings(self):
        return tidy.findings(self.root)

    def rules(self):
        return sorted({finding.rule for finding in self.findings()})


@pytest.fixture
def tree(tmp_path):
    return Tree(tmp_path)
