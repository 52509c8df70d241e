# expected: over a limit
# A loop that never ends.
def softmax(z):
    while True:
        pass
