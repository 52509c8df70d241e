"""What the course's packages load: PyTorch takes two seconds, in every notebook and sandbox."""

import subprocess
import sys

NUMPY = ("lstm_utils.numpy_nets", "lstm_utils.plots", "lstm_utils.checks", "autograde.cli")


def test_pytorch_is_loaded_only_where_it_is_used():
    """Do figures, checks, nets in NumPy and the command line start without PyTorch?"""
    loaded = f"import sys, {', '.join(NUMPY)}; print('torch' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", loaded], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
