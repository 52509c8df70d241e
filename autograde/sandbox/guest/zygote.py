"""The warm process: it has imported what the lesson needs and forks once per submission.

It runs none of a student's code and knows nothing about any submission. Its orders come one by
one over a socket that the forked process closes before anything else.
"""

import contextlib
import gc
import importlib
import json
import os
import signal
import socket
import sys
import traceback

from autograde_guest import cells, heap, jail, seccomp, shell, worker


def main(control: int) -> None:
    """Obey the orders `warm`, `spawn` and `end` until the socket is closed."""
    orders = socket.socket(fileno=control)
    settings, child = {}, None
    home = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
    while True:
        text, fds, _, _ = socket.recv_fds(orders, 65536, 2)
        if not text:
            os._exit(0)
        order = json.loads(text)
        if order["do"] == "warm":
            answer = _warm(order["modules"], order["cells"], order["withheld"])
            settings = {**order, "base": answer["base"], "oom_score": jail.open_oom_score()}
            jail.hide_proc()
            jail.enter(fds)
        elif order["do"] == "spawn":
            child = _spawn(orders, home, fds[0], settings)
            os.close(fds[0])
            answer = {"spawned": True}
        else:
            answer, child = _end(child), None
        orders.send(json.dumps(answer).encode())


def _warm(modules: list[str], first_cells: list[str], withheld: list[str]) -> dict:
    """Do once what every submission would otherwise repeat.

    Import what the lesson imports, run its own first cells and forget what they made, and
    measure how much address space that takes.
    """
    missing = []
    for module in modules:
        try:
            importlib.import_module(module)
        except ModuleNotFoundError:
            missing.append(module)
        except Exception:  # the cell that imports it will fail, and be reported then
            continue
    if "torch" in sys.modules:
        from autograde_guest import torch_guard

        torch_guard.warm()
        torch_guard.withhold(withheld)
    own = shell.start()
    for source in first_cells:
        with contextlib.suppress(
            Exception
        ):  # a failure occurs again later and is reported then
            cells.execute("first", source)
    worker.rehearse()
    own.reset()
    seccomp.program()
    gc.collect()
    gc.freeze()
    heap.fill()
    with open("/proc/self/statm") as stream:
        base = int(stream.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    return {"base": base, "missing": missing}


def _spawn(orders: socket.socket, home: int, channel: int, settings: dict) -> int:
    """Fork a process that is the first one of a process namespace of its own."""
    jail.system("unshare", jail.NEWPID)
    os.pwrite(settings["oom_score"], b"1000", 0)  # the child inherits it: it is killed first
    child = os.fork()
    if child:
        os.pwrite(settings["oom_score"], b"0", 0)
        jail.system("setns", home, jail.NEWPID)
        return child
    try:
        orders.close()
        os.close(home)
        os.close(settings["oom_score"])
        jail.close_off(settings["limits"], settings["base"], settings["become"])
    except BaseException:
        os.write(2, traceback.format_exc().encode())
        os._exit(1)
    try:
        worker.silence()
        worker.serve(channel, settings["limits"]["output"])
    finally:
        os._exit(0)


def _end(child: int | None) -> dict:
    """Kill a submission, with all its threads, and say what it had used."""
    if child is None:
        return {"status": 0}
    os.kill(child, signal.SIGKILL)
    _, status, used = os.wait4(child, 0)
    return {
        "status": status,
        "cpu_seconds": used.ru_utime + used.ru_stime,
        "memory": used.ru_maxrss * 1024,
    }
