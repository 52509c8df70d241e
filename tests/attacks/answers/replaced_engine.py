# expected: crashed
# others: any (it spoils its own later exercises)
# The functions that run and compare inside this process are exchanged.
import lstm_utils.checks.plain as plain
import lstm_utils.checks.run as run

plain.same = plain.close = lambda *args, **kwargs: True
plain.to_plain = run.to_plain = lambda *args, **kwargs: True
run.run.__code__ = (lambda exercise, function, case: True).__code__


def softmax(z):
    return z
