"""Nothing is concatenated into a statement: SQL stands whole, values are bound."""

import re

SQL = re.compile(r"\s*(SELECT|INSERT\s+(OR\s+\w+\s+)?INTO|UPDATE|DELETE\s+FROM|REPLACE\s+INTO|CREATE|ALTER|DROP|FROM|WHERE|AND|OR|SET|VALUES|ORDER\s+BY|LIMIT)\b")
BEFORE = re.compile(r"(\+=?|\.append\s*\(|\bformat\s*\()\s*$")
AFTER = re.compile(r"\s*(\+|\)\s*\+)")


def check(root, sources):
    for source in sources:
        if not source.is_cpp or not source.path.startswith("src/"):
            continue
        for start, end, content in source.strings:
            if SQL.match(content) and (BEFORE.search(source.code, max(0, start - 200), start) or AFTER.match(source.code, end)):
                yield source.finding(start, "sql", "a statement is put together from pieces: name it whole and bind its values")
