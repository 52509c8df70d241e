# expected: wrong type
# A list of more numbers than a message may have.
def softmax(z):
    return list(range(60_000))
