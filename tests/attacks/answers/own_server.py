# expected: raised
# A server that would wait for the submissions that follow.
import socket


def softmax(z):
    server = socket.socket()
    server.bind(("0.0.0.0", 8000))
    server.listen()
    return server.accept()
