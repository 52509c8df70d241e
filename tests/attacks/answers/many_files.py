# expected: raised
# A million empty files.
def softmax(z):
    for number in range(1_000_000):
        open(f"/tmp/{number}", "w").close()
