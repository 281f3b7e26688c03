"""Who includes whom: the #include lines of src/ against layers.txt, and what the CMake files link."""

import re
from typing import NamedTuple

from source import Finding

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(?P<name><[^>\n]+>|"[^"\n]+")', re.MULTILINE)
USES = re.compile(r"ludice_module\s*\(.*?\bUSES\b(?P<uses>[^)]*)\)", re.DOTALL)


class Library(NamedTuple):
    prefixes: list
    in_cpp: bool
    at_most: int


class Layers(NamedTuple):
    libraries: dict
    modules: dict  # name → (modules, libraries)


def parse_library(words):
    at_most = 0
    if "at-most" in words:
        index = words.index("at-most")
        at_most = int(words[index + 1])
        words = words[:index] + words[index + 2:]
    in_cpp = "in-cpp" in words
    return Library([word for word in words if word != "in-cpp"], in_cpp, at_most)


def parse_layers(text):
    layers = Layers({}, {})
    for line in text.splitlines():
        words = line.split("#")[0].replace(":", " : ").split()
        if not words:
            continue
        kind, name, rest = words[0], words[1], words[2:]
        if kind == "library":
            layers.libraries[name] = parse_library(rest)
        elif kind == "module":
            cut = rest.index(":") if ":" in rest else len(rest)
            layers.modules[name] = (set(rest[:cut]) | {"base"}, set(rest[cut + 1:]))
        else:
            raise ValueError(f"layers.txt: neither library nor module: {line}")
    return layers


def library_of(layers, header):
    for name, library in layers.libraries.items():
        if any(header == prefix or (prefix.endswith("/") and header.startswith(prefix)) for prefix in library.prefixes):
            return name
    return None


def is_standard(header):
    return re.fullmatch(r"[a-z_0-9]+", header) is not None


def own_include(layers, source, header):
    """What is wrong with including a header of ours, or nothing."""
    target, slash, _ = header.partition("/")
    if not slash or target not in layers.modules:
        return f'"{header}" does not begin with a module of layers.txt'
    if target != source.module and target not in layers.modules[source.module][0]:
        return f"{source.module} may not include {target} (layers.txt)"
    return None


def foreign_include(layers, source, header):
    """What is wrong with including somebody else's header, or nothing."""
    if is_standard(header):
        return None
    name = library_of(layers, header)
    if name is None:
        return f"<{header}> belongs to no library of layers.txt"
    if name not in layers.modules[source.module][1]:
        return f"{source.module} may not include {name} (layers.txt): <{header}>"
    if layers.libraries[name].in_cpp and source.suffix != ".cpp":
        return f"{name} is included in .cpp files only: <{header}>"
    return None


def check_includes(layers, sources):
    findings, users = [], {}
    for source in sources:
        if not source.is_cpp or not source.module:
            continue
        if source.module not in layers.modules:
            findings.append(Finding(source.path, 1, "layers", f"{source.module} has no row in layers.txt"))
            continue
        for match in INCLUDE.finditer(source.without_comments):
            header = match["name"][1:-1]
            check = own_include if match["name"][0] == '"' else foreign_include
            wrong = check(layers, source, header)
            if wrong:
                findings.append(source.finding(match.start("name"), "layers", wrong))
            if match["name"][0] == "<":
                users.setdefault(library_of(layers, header), set()).add(source.path)
    return findings + list(too_many_users(layers, users))


def too_many_users(layers, users):
    for name, library in layers.libraries.items():
        paths = sorted(users.get(name, ()))
        if library.at_most and len(paths) > library.at_most:
            yield Finding(paths[-1], 1, "layers", f"{name} is included in {len(paths)} files; at most {library.at_most} (layers.txt)")


def include_graph(sources):
    graph = {}
    for source in sources:
        if not source.is_cpp or not source.module:
            continue
        edges = graph.setdefault(source.module, {})
        for match in INCLUDE.finditer(source.without_comments):
            target = match["name"][1:-1].partition("/")[0]
            if match["name"][0] == '"' and target != source.module:
                edges.setdefault(target, source.finding(match.start("name"), "cycles", ""))
    return graph


def find_cycle(graph):
    """The nodes of a cycle in order, or nothing."""
    done, path = set(), []

    def visit(node):
        if node in path:
            return path[path.index(node):] + [node]
        if node in done:
            return None
        path.append(node)
        for target in sorted(graph.get(node, ())):
            cycle = visit(target)
            if cycle:
                return cycle
        path.pop()
        done.add(node)
        return None

    for node in sorted(graph):
        cycle = visit(node)
        if cycle:
            return cycle
    return None


def check_cycles(layers, sources):
    graph = include_graph(sources)
    cycle = find_cycle(graph)
    if cycle:
        yield graph[cycle[0]][cycle[1]]._replace(what="folders include each other in a circle: " + " → ".join(cycle))
    cycle = find_cycle({name: row[0] - {"base", name} for name, row in layers.modules.items()})
    if cycle:
        yield Finding("layers.txt", 1, "cycles", "the rows allow a circle: " + " → ".join(cycle))


def check_links(layers, sources):
    """What a module links in CMake must be in its row too."""
    for source in sources:
        if not source.path.endswith("/CMakeLists.txt") or source.module not in layers.modules:
            continue
        match = USES.search(source.text)
        for word in match["uses"].split() if match else ():
            if word in layers.modules and word not in layers.modules[source.module][0]:
                yield source.finding(match.start("uses"), "layers", f"{source.module} may not link {word} (layers.txt)")


def check(root, sources):
    layers = parse_layers((root / "layers.txt").read_text(encoding="utf-8"))
    yield from check_includes(layers, sources)
    yield from check_cycles(layers, sources)
    yield from check_links(layers, sources)
