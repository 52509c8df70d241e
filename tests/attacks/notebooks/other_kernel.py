"""A kernel that is a command line."""

EXPECTED = "wrong value"


def spoil(notebook):
    notebook.metadata["kernelspec"] = {"name": "bash", "language": "bash", "display_name": "sh"}
    return notebook
