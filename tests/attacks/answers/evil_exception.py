# expected: raised
# An exception that raises when it is read.
class Evil(Exception):
    def __str__(self):
        raise SystemExit

    __repr__ = __str__


def softmax(z):
    raise Evil
