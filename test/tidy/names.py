"""Files of a module are compiled as one: an unnamed namespace must not have a name that a header beside it has, or the
files behind it would silently mean another thing."""

import re

UNNAMED = re.compile(r"^namespace \{\n(.*?)^\}", re.MULTILINE | re.DOTALL)
CONSTANT = re.compile(r"^(?:inline |static )*(?:constexpr|const)\b[^=;]*?\b(k[A-Z]\w*)(?:\[\w*\])?\s*[={]", re.MULTILINE)
FUNCTION = re.compile(r"^(?:inline |constexpr |static )*(?!return\b|using\b|co_)[A-Za-z_][\w:<>,*&\[\] ]*[ &*](\w+)\([^;{}]*\)[^;{}]*\{", re.MULTILINE)
TYPE = re.compile(r"^(?:struct|class|enum class|enum) (\w+)\b(?!::)[^;{]*\{", re.MULTILINE)
APART = re.compile(r"ludice_module\(APART NAME (\w+)")


def names(code):
    """(name, position) of what stands at the edge: constants, functions, types."""
    for pattern in (CONSTANT, FUNCTION, TYPE):
        for match in pattern.finditer(code):
            yield match.group(1), match.start(1)


def folder_of(path):
    """src and test have a folder each for a module; a test sees both."""
    parts = path.split("/")
    return (parts[0], parts[1]) if len(parts) > 2 and parts[0] in ("src", "test") else None


def check(root, sources):
    cpp = [source for source in sources if source.is_cpp and folder_of(source.path)]
    in_headers = {}
    for source in cpp:
        if source.suffix == ".hpp":
            for name, _ in names(source.code):
                in_headers.setdefault(folder_of(source.path), {})[name] = source.path
    apart = {match.group(1) for source in sources if source.path.endswith("CMakeLists.txt") for match in APART.finditer(source.text)}
    for source in cpp:
        side, module = folder_of(source.path)
        if source.suffix != ".cpp" or (side == "src" and module in apart):
            continue
        seen = dict(in_headers.get(("src", module), {}))
        if side == "test":
            seen |= in_headers.get(("test", "support"), {}) | in_headers.get(("test", module), {})
        for part in UNNAMED.finditer(source.code):
            for name, position in names(part.group(1)):
                if name in seen:
                    yield source.finding(part.start(1) + position, "hidden name", f"{name} hides that of {seen[name]} from the files compiled behind it")
