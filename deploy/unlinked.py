"""Leave the links out of an SBOM, from standard input to output: they are none of what is installed, and age."""

import json
import sys


def unlinked(value: object) -> object:
    """Return a value of JSON without the links in it."""
    if isinstance(value, dict):
        return {key: unlinked(each) for key, each in value.items() if key != "externalReferences"}
    return [unlinked(each) for each in value] if isinstance(value, list) else value


json.dump(unlinked(json.load(sys.stdin)), sys.stdout, indent=2, sort_keys=True)
sys.stdout.write("\n")
