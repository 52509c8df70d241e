# expected: wrong type
# An object that would run code where it is unpickled.
import os


class Surprise:
    def __reduce__(self):
        return os.system, ("touch /tmp/owned",)


def softmax(z):
    return Surprise()
