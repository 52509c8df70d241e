"""The answers, and 165,000 cells of one line: 18 megabytes, below the limit of the file."""

import json

VERDICT = "unreadable"


def data(notebook):
    made = json.loads(notebook)
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    made["cells"] += [{**cell, "source": f"x{n} = {n}"} for n in range(165_000)]
    return json.dumps(made).encode()
