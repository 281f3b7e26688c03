"""One list of settings: a variable that one of the three places leaves out, doubles or invents is found, and so is one that
the contract names otherwise, or that came in addition and is not said to."""

import pytest
import settings

TABLE = '''// A file of the test.
constexpr auto kTable = {
  {"TOKEN", N, "", "", &apply},
  {"LUDICE_ASSETS", W, "", "", &apply},
  {"LUDICE_NEW", W, "", "", &apply},
};
'''
DOCS = """# A

## Settings

| variable | |
|---|---|
| `TOKEN`, `LUDICE_ASSETS` | |
| `LUDICE_NEW` | |

In addition to the contract's variables:
`LUDICE_NEW`.

## More

| `other` | |
"""
CONTRACT = "# What was promised.\nTOKEN -\nLUDICE_ASSETS points\n"


@pytest.fixture
def listed(tree):
    tree.write(settings.PROGRAM, TABLE)
    tree.write(settings.EXAMPLE, "# Who\n#TOKEN=\n\nLUDICE_ASSETS=points\n#LUDICE_NEW=1\n")
    tree.write(settings.DOCS, DOCS)
    tree.write(settings.CONTRACT, CONTRACT)
    return tree


def test_lists_that_agree_are_clean(listed):
    assert listed.findings() == []


@pytest.mark.parametrize("path, old, new", [
    (settings.EXAMPLE, "#TOKEN=\n", ""),
    (settings.EXAMPLE, "#TOKEN=\n", "#TOKEN=\n#TOKEN=\n"),
    (settings.EXAMPLE, "#TOKEN=\n", "#TOKEN=\n#MORE=1\n"),
    (settings.DOCS, "`TOKEN`, ", ""),
    (settings.DOCS, "`TOKEN`, ", "`TOKEN`, `MORE`, "),
    (settings.DOCS, "## Settings", "## Others"),
    (settings.PROGRAM, '  {"TOKEN", N, "", "", &apply},\n', ""),
    (settings.EXAMPLE, "=points", "=stars"),
    (settings.EXAMPLE, "#TOKEN=\n", "#TOKEN=1:a\n"),
    (settings.CONTRACT, "LUDICE_ASSETS points\n", "LUDICE_ASSETS points\nLUDICE_GONE *\n"),
    (settings.CONTRACT, "TOKEN -\n", ""),
    (settings.DOCS, ":\n`LUDICE_NEW`", ": none"),
    (settings.DOCS, ":\n`LUDICE_NEW`", ": `LUDICE_NEW`, `TOKEN`"),
])
def test_a_list_that_differs_is_found(listed, path, old, new):
    file = listed.root / path
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    assert listed.rules() == ["settings"]


def test_a_default_of_which_the_contract_says_nothing_is_free(listed):
    listed.write(settings.CONTRACT, CONTRACT.replace("points", settings.UNSAID))
    assert listed.findings() == []


@pytest.mark.parametrize("path", [settings.EXAMPLE, settings.DOCS, settings.CONTRACT])
def test_a_list_that_is_gone_is_found(listed, path):
    (listed.root / path).unlink()
    assert [finding.path for finding in listed.findings()] == [path]
