"""Fill the gaps in this process's memory, so that a forked one works in fresh pages.

What imports have freed lies in small pieces all over the heap. A forked process that uses them
copies a page for every few objects that it makes; in fresh memory, they lie side by side.
"""

import ctypes
import sys

_MOST = 100_000  # gaps of one size
_LARGEST = 16  # 64 KiB: half of the size from which the C library may map memory instead
_POOL = 16384  # bytes that CPython's own allocator cuts into blocks of one size
_HEADER = 48  # bytes of them, before the first block
_kept: list[object] = []


class _Statistics(ctypes.Structure):
    """What `mallinfo2` of the GNU C library returns."""

    _fields_ = [
        (name, ctypes.c_size_t)
        for name in (
            *("arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks"),
            *("uordblks", "fordblks", "keepcost"),
        )
    ]


def fill() -> None:
    """Take all gaps, and never give them back."""
    for size in range(16, 513, 16):
        _fill_pools(size)
    libc = ctypes.CDLL(None)
    if hasattr(libc, "mallinfo2"):
        libc.mallinfo2.restype = _Statistics
        libc.malloc.restype, libc.malloc.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
        for power in range(_LARGEST, 4, -1):
            _fill_chunks(libc, 1 << power)


def _fill_pools(size: int) -> None:
    """Take the blocks of one size until two come from the start of a new pool."""
    before, extra = 0, size - sys.getsizeof(b"")
    for _ in range(_MOST):
        _kept.append(bytes(extra) if extra > 0 else float(size) if size > 16 else object())
        place = id(_kept[-1])
        if before % _POOL == _HEADER and place == before + size:
            return
        before = place


def _fill_chunks(libc: ctypes.CDLL, size: int) -> None:
    """Take the C library's free chunks of a size or more until it cuts one from the end."""
    for _ in range(_MOST):
        before = libc.mallinfo2()
        libc.malloc(size)
        after = libc.mallinfo2()
        if (after.keepcost, after.arena) != (before.keepcost, before.arena):
            return
