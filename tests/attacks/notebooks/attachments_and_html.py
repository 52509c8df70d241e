"""Markup in attachments, metadata and prose for whoever reads the notebook."""

EXPECTED = "wrong value"


def spoil(notebook):
    for cell in notebook.cells:
        cell.metadata["<script>"] = "alert(1)"
        if cell.cell_type == "markdown":
            cell.source = "<script>alert(1)</script>"
            cell.attachments = {"x.svg": {"image/svg+xml": "<svg onload=alert(1)>"}}
    return notebook
