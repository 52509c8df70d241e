"""The answers of another lesson; their names clear the screen and set a title."""

import json

NAME = "x\x1b[2J\x1b]0;owned\x07\u202e\n✓ softmax"


def data(notebook):
    made = json.loads(notebook)
    for number, cell in enumerate(made["cells"]):
        cell["id"] = f"n{number}"
        if cell["metadata"].get("nbgrader", {}).get("solution"):
            cell["metadata"]["nbgrader"]["grade_id"] = NAME
            cell["source"] = "pass"
    return json.dumps(made).encode()
