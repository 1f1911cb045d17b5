#!/usr/bin/env python3
"""complete.py IDLC SCHEMA CORBA.idl DCE.idl [MORE.idl...]

The model of each file is JSON of the schema, and in the models of all of them
there is every key that the schema names, and every word of its lists: whatever
the model can hold is shown at least once. Exit status 0: so it is. 1: it is
not. 2: it could not be tried.
"""
import json
import subprocess
import sys

try:
    import jsonschema
except ImportError:
    sys.exit("error: install the package python3-jsonschema")


def dump(idlc, path):
    done = subprocess.run([idlc, "-w", "--dump=json", path],
                          stdout=subprocess.PIPE, check=False)
    if done.returncode != 0:
        print(f"error: no model of {path}")
        sys.exit(2)
    return json.loads(done.stdout)


def resolve(schema, part):
    while "$ref" in part:
        part = schema["definitions"][part["$ref"].rsplit("/", 1)[1]]
    return part


def words_of(schema, part):
    """The words that a value may be, where it is one of a list."""
    part = resolve(schema, part)
    words = set(part.get("enum", []))
    for choice in part.get("anyOf", []):
        words |= words_of(schema, choice)
    return words


def name_of(schema, part):
    return part["$ref"].rsplit("/", 1)[1] if "$ref" in part else "file"


def look(schema, part, value, seen):
    """Notes what of the schema's part stands in the value."""
    where, part = name_of(schema, part), resolve(schema, part)
    if isinstance(value, dict):
        for key, inner in value.items():
            below = part["properties"][key]
            seen.add((where, key))
            if isinstance(inner, (str, int)) and words_of(schema, below):
                seen.add((where, key, inner))
            look(schema, below, inner, seen)
    elif isinstance(value, list) and "items" in part:
        for inner in value:
            look(schema, part["items"], inner, seen)


def wanted(schema):
    parts = dict(schema["definitions"], file=schema)
    for where, part in parts.items():
        for key, below in part.get("properties", {}).items():
            yield (where, key)
            for word in words_of(schema, below):
                yield (where, key, word)


# A type where it is declared is one of few kinds: those of uses are others.
DECLARED = {"struct", "exception", "union", "enum", "bitmask", "bitset",
            "typedef", "native", "valuetype", "interface", "const", "include"}


def main():
    idlc, schema_path, *files = sys.argv[1:]
    with open(schema_path, encoding="utf-8") as f:
        schema = json.load(f)
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    seen, status = set(), 0
    for path in files:
        model = dump(idlc, path)
        for error in validator.iter_errors(model):
            print(f"{path}: {list(error.absolute_path)}: {error.message}")
            status = 1
        if status == 0:
            look(schema, schema, model, seen)
    if status:
        return status
    for what in sorted(set(wanted(schema)) - seen, key=str):
        if what[:2] == ("declaration", "kind") and len(what) == 3 and \
                what[2] not in DECLARED:
            continue
        print("in no model:", *what)
        status = 1
    return status


sys.exit(main())
