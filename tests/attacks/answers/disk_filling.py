# expected: raised
# Files without end.
def softmax(z):
    number = 0
    while True:
        number += 1
        with open(f"/tmp/{number}", "wb") as stream:
            stream.write(bytes(2**24))
