"""Calls and words that have one place, or none."""

import re
from typing import NamedTuple

NOWHERE = r"(?!)"


class Ban(NamedTuple):
    rule: str
    pattern: str
    where: str  # the paths it holds for
    allowed: str  # the paths that are its one place
    why: str


CODE = (
    Ban("clock", r"\bsystem_clock\s*::\s*now\b|\b(gettimeofday|clock_gettime)\b|\bstd::time\s*\(|(?<![\w.>:])time\s*\(\s*(nullptr|NULL|0)\s*\)",
        r"src/", r"src/base/clock\.cpp", "time comes from a Clock"),
    Ban("environment", r"\b(secure_)?getenv\b|\benviron\b", r"src/", r"src/ops/environment\.cpp", "settings come from ops"),
    Ban("randomness", r"\brandom_device\b|\bstd::rand\b|\bs?rand\s*\(|\bgetrandom\b|\bRAND_bytes\b|\bmt19937\w*",
        r"src/", r"src/base/random\.cpp", "randomness comes from a Random"),
    Ban("sleep", r"\bthis_thread\s*::\s*sleep_\w+|\b(usleep|nanosleep)\s*\(|(?<![\w.>:])sleep\s*\(", r"src/", NOWHERE, "nothing sleeps: use async/deadline.hpp"),
    Ban("context-stop", r"\b\w*(io|ioc|context|ctx|loop)_?\s*(\.|->)\s*stop\s*\(", r"src/", NOWHERE,
        "io_context::stop cuts answers off: drain, and let it run dry"),
    Ban("spawn", r"\bco_spawn\b", r"src/", r"src/async/.*", "coroutines are spawned by async::TaskGroup"),
    Ban("detached", r"\bdetached\b|(\.|->)\s*detach\s*\(\s*\)", r"src/", r"src/async/.*", "nothing runs without an owner"),
    Ban("regex", r"\bstd\s*::\s*w?regex\b|#\s*include\s*<regex>", r"src/", NOWHERE, "std::regex is slow and overflows the stack"),
    Ban("money", r"\b(float|double)\b", r"src/(domain|service)/|src/store/.*(ledger|account|transfer|balance)", NOWHERE,
        "no floating point near money"),
    Ban("assert", r"(?<![\w])assert\s*\(|#\s*include\s*<(cassert|assert\.h)>", r"(src|test|bench)/", NOWHERE, "LUDICE_ASSERT stays on in release builds"),
    Ban("exit", r"\bstd\s*::\s*(exit|quick_exit|_Exit|terminate)\b|(?<![\w.>:])_?exit\s*\(", r"src/", r"src/app/.*", "only app ends the process"),
    Ban("pure-domain", r"#\s*include\s*<(thread|mutex|shared_mutex|atomic|condition_variable|future|random|iostream|fstream|filesystem|cstdio|ctime)>",
        r"src/domain/", NOWHERE, "the domain has no IO, clock, randomness or threads"),
    Ban("using-namespace", r"\busing\s+namespace\b", r"src/.*\.hpp", NOWHERE, "a header does not empty a namespace into its readers"),
    Ban("first-success", r"\bawaitable_operators\b", r"(src|test|bench)/", r"src/async/.*", "`a || timer` waits for the first success: use async::with_deadline"),
)

UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")


def check_code(source, text):
    for ban in CODE:
        if not re.match(ban.where, source.path) or re.fullmatch(ban.allowed, source.path):
            continue
        for match in re.finditer(ban.pattern, text):
            yield source.finding(match.start(), ban.rule, f"{match.group().strip()}: {ban.why}")


def check(root, sources):
    for source in sources:
        if source.is_cpp:
            yield from check_code(source, source.code)
        for match in UNFINISHED.finditer(source.text):
            yield source.finding(match.start(), "unfinished", f"{match.group()}: what is here is finished, what is not is not here")
