# expected: wrong value
# others: any (its later cells are not run)
# A cell is said to have printed far more than is kept.
from autograde_guest import worker

worker._cell = lambda *order: {"printed": "x" * 200_000, "dropped": 0, "raised": None}


def softmax(z):
    return z
