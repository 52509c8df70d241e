# expected: raised
# A list that holds itself.
def softmax(z):
    loop = []
    loop.append(loop)
    return loop
