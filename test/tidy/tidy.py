"""Holds the rules of the tree: layers, sizes, banned calls, coroutine patterns, whole statements of SQL,
one list of settings, and no hidden names.

Usage: tidy.py [ROOT]   prints a line for each finding; exit status 1 where there is one.
"""

import sys
from pathlib import Path

import banned
import coroutines
import layers
import names
import settings
import sizes
import sql
from source import load_tree

CHECKS = (layers.check, sizes.check, banned.check, coroutines.check, sql.check, settings.check, names.check)


def findings(root):
    sources = load_tree(root)
    return sorted(finding for check in CHECKS for finding in check(root, sources))


def main(arguments):
    root = Path(arguments[0]) if arguments else Path(__file__).resolve().parents[2]
    found = findings(root)
    for finding in found:
        print(finding)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
