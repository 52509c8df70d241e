"""Generated sequence data and text: one module per task, each with its own functions."""
