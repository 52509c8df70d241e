# expected: wrong type
# An object that says yes to every comparison.
class Yes:
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = lambda self, other: True
    __bool__ = lambda self: True
    __hash__ = None


def softmax(z):
    return Yes()
