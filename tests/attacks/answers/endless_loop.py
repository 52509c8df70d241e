# expected: resource limit exceeded
# A loop that never ends.
def softmax(z):
    while True:
        pass
