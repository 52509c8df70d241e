# expected: raised
# A library raises NotImplementedError: the answer is written, and wrong.
import codecs


def softmax(z):
    return codecs.Codec().encode(z)
