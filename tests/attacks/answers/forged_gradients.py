# expected: wrong type
# What the runner itself sends where gradients are judged, too.
def softmax(z):
    return {"outputs": z, "gradients": {"dz": z}}
