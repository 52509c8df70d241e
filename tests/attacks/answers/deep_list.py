# expected: raised
# A list in a list in a list ...
def softmax(z):
    nested = []
    for _ in range(100_000):
        nested = [nested]
    return nested
