"""Warm, isolated runners for submissions. Read in this order:

folder      where its files lie, and who removes them
limits      what a submission may use, and the words for it
packages    what a lesson may import
strip       a copy of the course without the answers
conceal     PyTorch without what the lesson asks for
bubblewrap  the walls
cgroups     limits of a submission as a whole, where the system offers them
wire        what crosses them: plain data, bounded
runner      the handle on this side
guest/      what runs inside: zygote (warm, forks), jail and seccomp (close off), worker
"""

from autograde.sandbox.bubblewrap import NoSandboxError, require
from autograde.sandbox.limits import MIB, Limits
from autograde.sandbox.runner import Died, Guest, Sandbox, SandboxEndedError, TooSlow
from autograde.sandbox.wire import WireError

__all__ = [
    "MIB",
    "Died",
    "Guest",
    "Limits",
    "NoSandboxError",
    "Sandbox",
    "SandboxEndedError",
    "TooSlow",
    "WireError",
    "require",
]
