# expected: resource limit exceeded
# The cell itself never ends.
while True:
    pass


def softmax(z):
    return z
