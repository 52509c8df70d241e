# expected: wrong type
# A number with a hundred thousand digits.
def softmax(z):
    return 10**100_000
