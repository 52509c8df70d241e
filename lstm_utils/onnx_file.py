"""A net as an ONNX file: the state goes in and comes out, for any length and batch.

ONNX lays an LSTM out otherwise than this course: blocks in the order i, o, f, c (c is our g),
two biases, and an axis for directions in front. The packages onnx and onnxruntime are optional:
`pip install -e ".[onnx]" -c constraints.txt`.
"""

import importlib.util
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import numpy as np

from lstm_utils.arrays import Array, Params
from lstm_utils.numpy_nets import to_layout

Run = Callable[[Array, Array, Array], tuple[Array, ...]]
SHAPES = {"x": ("T", "B", "I"), "h": (1, "B", "H"), "c": (1, "B", "H")}
SHAPES |= {"y": ("T", "B", "K"), "h_next": (1, "B", "H"), "c_next": (1, "B", "H")}


def available() -> bool:
    """Return whether onnx and onnxruntime are installed."""
    return all(importlib.util.find_spec(name) for name in ("onnx", "onnxruntime"))


def write_onnx(params: Params, path: Path) -> None:
    """Write an LSTM with an output layer as an ONNX file, in float32.

    Args:
        params: dict of float arrays: W_ih (4H, I), W_hh (4H, H), b (4H,), blocks i, f, g, o;
            W_out (K, H), b_out (K,).
        path: the file to write.

    Source: ONNX operators, LSTM, version 14.
    """
    onnx, helper = import_module("onnx"), import_module("onnx.helper")
    from_array = import_module("onnx.numpy_helper").from_array
    cell = params["W_ih"], params["W_hh"], params["b"]
    W, R, b, none = to_layout(*cell, order="iofg", two_biases=True)
    H = R.shape[1]
    constants = {"W": W[None], "R": R[None], "b": np.concatenate([b, none])[None]}
    constants |= {"W_out": params["W_out"].T, "b_out": params["b_out"], "one": np.array([1])}
    stored = [
        from_array(
            np.ascontiguousarray(q if q.dtype.kind == "i" else q.astype(np.float32)), name
        )
        for name, q in constants.items()
    ]
    nodes = [
        helper.make_node(
            "LSTM",
            ["x", "W", "R", "b", "", "h", "c"],
            ["all", "h_next", "c_next"],
            hidden_size=H,
        ),
        helper.make_node("Squeeze", ["all", "one"], ["hs"]),  # (T, 1, B, H) to (T, B, H)
        helper.make_node("MatMul", ["hs", "W_out"], ["z"]),
        helper.make_node("Add", ["z", "b_out"], ["y"]),
    ]
    sizes = {"I": W.shape[1], "H": H, "K": len(params["b_out"])}
    ends = {
        name: helper.make_tensor_value_info(
            name,
            onnx.TensorProto.FLOAT,
            [sizes.get(s, s) if isinstance(s, str) else s for s in shape],
        )
        for name, shape in SHAPES.items()
    }
    inputs, outputs = [*ends.values()][:3], [*ends.values()][3:]
    graph = helper.make_graph(nodes, "lstm", inputs, outputs, stored)
    opset = [helper.make_opsetid("", 17)]
    model = helper.make_model(graph, opset_imports=opset, ir_version=8)
    onnx.checker.check_model(model)
    onnx.save(model, str(path))


def load_onnx(path: Path) -> Run:
    """Load a file that write_onnx wrote; onnxruntime runs it, on one thread.

    Args:
        path: the file.

    Returns:
        Function of x (T, B, I), h (B, H) and c (B, H), float32 arrays, that returns y (T, B, K)
        and the next h and c.
    """
    onnxruntime = import_module("onnxruntime")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(path), options, ["CPUExecutionProvider"])

    def run(x: Array, h: Array, c: Array) -> tuple[Array, ...]:
        found = session.run(None, {"x": x, "h": h[None], "c": c[None]})
        y, h_next, c_next = (np.asarray(q) for q in found)
        return y, h_next[0], c_next[0]

    return run
