"""The program's table of settings, .env.example and the table in docs/operations.md name the same variables: those of the
contract, with its defaults, and the additions that the documentation lists as such."""

import re

from source import Finding

PROGRAM, EXAMPLE, DOCS = "src/ops/setting_table.cpp", ".env.example", "docs/operations.md"
CONTRACT = "test/data/contract_variables.txt"
IN_PROGRAM = re.compile(r'^  \{"(\w+)", ', re.MULTILINE)
IN_EXAMPLE = re.compile(r"^#?(\w+)=(.*)$", re.MULTILINE)
IN_CONTRACT = re.compile(r"^(\w+) (\S+)$", re.MULTILINE)
SECTION = re.compile(r"^## Settings$(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
ROW = re.compile(r"^\| (`[^|]*`) \|", re.MULTILINE)
ADDITIONS = re.compile(r"^In addition to the contract's variables:(.*?)\n\n", re.MULTILINE | re.DOTALL)
NAME = re.compile(r"`(\w+)`")
NONE, UNSAID = "-", "*"


def settings_section(text):
    section = SECTION.search(text)
    return section[1] if section else ""


def names_in_docs(text):
    """Of the first column of the table of settings."""
    return [name for row in ROW.findall(settings_section(text)) for name in NAME.findall(row)]


def additions_in_docs(text):
    listed = ADDITIONS.search(settings_section(text))
    return NAME.findall(listed[1]) if listed else []


def names_in_example(text):
    return [name for name, _ in IN_EXAMPLE.findall(text)]


READERS = {PROGRAM: IN_PROGRAM.findall, EXAMPLE: names_in_example, DOCS: names_in_docs}


def text_of(root, path):
    """None where there is no such file."""
    file = root / path
    return file.read_text(encoding="utf-8") if file.exists() else None


def against_the_program(texts):
    known = READERS[PROGRAM](texts[PROGRAM])
    for path in (EXAMPLE, DOCS):
        named = READERS[path](texts[path])
        for name in known:
            if named.count(name) != 1:
                yield Finding(path, 1, "settings", f"{name} is named {named.count(name)} times, not once")
        for name in named:
            if name not in known:
                yield Finding(path, 1, "settings", f"the program knows no {name}")


def against_the_contract(texts):
    promised, defaults = dict(IN_CONTRACT.findall(texts[CONTRACT])), dict(IN_EXAMPLE.findall(texts[EXAMPLE]))
    for name, default in promised.items():
        if name not in defaults:
            yield Finding(EXAMPLE, 1, "settings", f"the contract's {name} is not there")
        elif default != UNSAID and (defaults[name] or NONE) != default:
            yield Finding(EXAMPLE, 1, "settings", f"{name}={defaults[name]}, and the contract says {default}")
    listed, added = additions_in_docs(texts[DOCS]), [name for name in defaults if name not in promised]
    for name in sorted(set(listed) ^ set(added)):
        what = "is an addition that is not listed as one" if name in added else "is listed as an addition and is none"
        yield Finding(DOCS, 1, "settings", f"{name} {what}")


def check(root, _sources):
    texts = {path: text_of(root, path) for path in (PROGRAM, EXAMPLE, DOCS, CONTRACT)}
    if texts[PROGRAM] is None:
        return
    missing = [path for path, text in texts.items() if text is None]
    for path in missing:
        yield Finding(path, 1, "settings", "the list of settings is not there")
    if not missing:
        yield from against_the_program(texts)
        yield from against_the_contract(texts)
