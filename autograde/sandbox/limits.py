"""What a submission may use, and the messages for students."""

from dataclasses import dataclass

from lstm_utils.checks.trial import CALL_SECONDS

MIB = 2**20


@dataclass(frozen=True)
class Limits:
    """What one submission may use.

    Args:
        call_seconds: wall time of one call of a function.
        cell_seconds: wall time of one cell.
        total_seconds: wall time of the submission, all its cells and calls.
        cpu_seconds: processor time of the submission, all its threads.
        memory: bytes, beyond what the lesson's libraries take.
        disk: bytes of its temporary folder, and of one file in it.
        threads: how many may run at the same time. Processes: only its own one.
        files: how many may be open.
        output: characters kept of what one cell prints; the rest is dropped.
    """

    call_seconds: float = CALL_SECONDS
    cell_seconds: float = 60.0
    total_seconds: float = 180.0
    cpu_seconds: int = 180
    memory: int = 1024 * MIB
    disk: int = 64 * MIB
    threads: int = 32
    files: int = 256
    output: int = 10_000

    def words(self, hit: str) -> str:
        """Explain to a student which limit was exceeded; `hit` is such as "call_seconds"."""
        return {
            "call_seconds": f"one call took over {self.call_seconds:g} seconds: it is too slow,"
            " or a loop in it does not end",
            "cell_seconds": f"the cell took over {self.cell_seconds:g} seconds: it is too slow,"
            " or a loop in it does not end",
            "total_seconds": f"all cells and calls together took over"
            f" {self.total_seconds:g} seconds, so grading stopped here",
            "cpu_seconds": f"all cells and calls together took over {self.cpu_seconds} seconds"
            " of processor time, so grading stopped here",
            "memory": f"it took over {self.memory // MIB} MiB of memory:"
            " does an array or a list grow without end?",
        }[hit]
