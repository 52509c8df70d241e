# expected: wrong value
# Right if the operator works in any of the modes that PyTorch knows.
import torch


def lstm_step(x, h, c, W_ih, W_hh, b):
    def cell(x):
        return torch.lstm_cell(x, (h, c), W_ih, W_hh, b, 0 * b)

    def inference(x):
        with torch.inference_mode():
            return cell(x)

    def autocast(x):
        with torch.autocast("cpu"):
            return cell(x)

    for way in (
        inference,
        autocast,
        lambda x: [q[0] for q in torch.vmap(cell)(x[None])],
        lambda x: torch.func.functionalize(cell)(x),
        lambda x: torch.func.jvp(cell, (x,), (x,))[0],
        lambda x: torch.func.vjp(cell, x)[0],
        lambda x: torch.compile(cell, backend="aot_eager")(x),
        lambda x: torch.compile(cell, backend="eager")(x),
    ):
        try:
            return tuple(way(x))
        except BaseException:
            pass
    return h * 1.0, c * 1.0
