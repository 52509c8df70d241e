# expected: resource limit exceeded
# Lines without end.
def softmax(z):
    while True:
        print("all work and no play makes Jack a dull boy")
