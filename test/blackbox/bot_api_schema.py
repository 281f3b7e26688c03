"""Checks requests of a bot and the updates it gets against the machine-readable Bot API."""
import json

from program import ROOT

SCALARS = {"Integer": int, "String": str, "Float": (int, float), "Boolean": bool, "True": bool}


class BotApiSchema:
    def __init__(self):
        description = json.loads((ROOT / "test/data/telegram-api.json").read_text())
        self.methods = {name.lower(): method for name, method in description["methods"].items()}
        self.types = description["types"]

    def request_faults(self, method, parameters):
        """What is wrong with a call."""
        known = self.methods.get(method.lower())
        if not known:
            return [f"unknown method {method}"]
        return self._object_faults(known.get("fields", []), parameters, method)

    def result_faults(self, method, result):
        return self._faults(self.methods[method.lower()]["returns"], result, f"{method}'s result")

    def object_faults(self, type_name, value):
        return self._faults([type_name], value, type_name)

    def _object_faults(self, fields, value, place):
        by_name = {field["name"]: field for field in fields}
        faults = [f"{place}.{name} is unknown" for name in value if name not in by_name]
        faults += [f"{place}.{field['name']} is missing" for field in fields
                   if field["required"] and field["name"] not in value]
        for name, content in value.items():
            if name in by_name:
                field = by_name[name]
                faults += self._faults(field["types"], content, f"{place}.{name}")
                faults += self._limit_faults(field, content, f"{place}.{name}")
        return faults

    def _limit_faults(self, field, value, place):
        if "enum" in field and value not in field["enum"]:
            return [f"{place} is none of {field['enum']}"]
        limits = field.get("limits", {})
        if isinstance(value, int) and not limits.get("min", value) <= value <= limits.get("max", value):
            return [f"{place} is out of its range"]
        return []

    def _faults(self, types, value, place):
        """Nothing where the value fits one of the types."""
        best = None
        for name in types:
            faults = self._type_faults(name, value, place)
            if not faults:
                return []
            best = faults if best is None or len(faults) < len(best) else best
        return best or []

    def _type_faults(self, name, value, place):
        if name.startswith("Array of "):
            if not isinstance(value, list):
                return [f"{place} is no array"]
            inner = name.removeprefix("Array of ")
            return [fault for i, one in enumerate(value) for fault in self._faults([inner], one, f"{place}[{i}]")]
        if name in SCALARS:
            right = isinstance(value, SCALARS[name]) and (name in ("Boolean", "True")) == isinstance(value, bool)
            return [] if right else [f"{place} is no {name}"]
        known = self.types.get(name)
        if known is None:
            return [f"{place} has the unknown type {name}"]
        if known.get("subtypes"):
            return self._faults(known["subtypes"], value, place)
        if not isinstance(value, dict):
            return [f"{place} is no {name}"]
        return self._object_faults(known.get("fields", []), value, place)


def from_form(parameters):
    """A call with a file comes as a form, in which objects are JSON texts (Bot API, "Making requests")."""
    if not any(isinstance(value, str) and value.startswith("data:;base64,") for value in parameters.values()):
        return parameters
    return {name: json.loads(value) if value.startswith("{") else value for name, value in parameters.items()}


def transcript_faults(schema, lines):
    """Every fault in the bot's calls, in what came back and in the updates; and how many of each were read."""
    faults, calls, updates = [], 0, 0
    for line in lines:
        if line["type"] == "update":
            updates += 1
            faults += schema.object_faults("Update", line["update"])
        elif line["type"] == "call":
            calls += 1
            faults += schema.request_faults(line["method"], from_form(line["params"]))
            if line.get("ok"):
                faults += schema.result_faults(line["method"], line["result"])
    return faults, calls, updates
