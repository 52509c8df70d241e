# expected: raised
# Another library has it ready made.
def softmax(z):
    from scipy.special import softmax

    return softmax(z, axis=-1)
