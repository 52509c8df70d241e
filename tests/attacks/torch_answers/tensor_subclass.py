# expected: wrong type
# A tensor that agrees with everything, and calls itself one.
import torch


class Agreeable(torch.Tensor):
    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        return True


def lstm_step(x, h, c, W_ih, W_hh, b):
    return h.as_subclass(Agreeable), c.as_subclass(Agreeable)
