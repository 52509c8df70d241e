"""The memory in which a submission works."""

import subprocess
import sys

from autograde.core.paths import ROOT

PROGRAM = """
from autograde.sandbox.guest import heap
kept = [bytes(size) for size in [100] * 20_000]
del kept[::40]
places = lambda: len({id(one) // 4096 for one in [bytes(size) for size in [100] * 100]})
before = places()
heap.fill()
print(before, places())
"""


def test_new_objects_lie_side_by_side():
    """Do small objects no longer fill gaps all over the heap, where a fork copies pages?"""
    done = subprocess.run([sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True)
    before, after = map(int, done.stdout.split())
    assert after < 10 < before
