"""An answer of ten megabytes."""

import json

VERDICT = "unreadable"


def data(notebook):
    made = json.loads(notebook)
    for cell in made["cells"]:
        if cell["id"] == "softmax":
            cell["source"] += "\n# " + "x" * 10_000_000
    return json.dumps(made).encode()
