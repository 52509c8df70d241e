# expected: wrong type
# The objects that stand for something else on the wire.
from lstm_utils.checks.declare import Case
from lstm_utils.checks.plain import Foreign, Layout, Probe, Seed


class Everything(Foreign):
    def __eq__(self, other):
        return True


def softmax(z):
    return [Seed(1), Probe("sum of cubes"), Layout.AS_IS, Case("", {}), Everything("x")]
