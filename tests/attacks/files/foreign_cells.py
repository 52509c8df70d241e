"""A right notebook among whose cells another program has left some without their parts."""

import json

VERDICT = "correct"
FOREIGN = (
    {"cell_type": "code", "metadata": None, "outputs": [], "source": ""},
    {"cell_type": "markdown", "source": "no metadata"},
    {"cell_type": "code", "metadata": {}, "outputs": None, "source": "1 + 1"},
    {"cell_type": "code", "metadata": {}, "outputs": [], "source": None},
    None,
)


def data(notebook):
    made = json.loads(notebook)
    made["cells"][3:3] = FOREIGN
    return json.dumps(made).encode()
