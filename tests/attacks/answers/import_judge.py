# expected: raised
# The judge's own module, where the secret seed would be.
def softmax(z):
    from autograde.grade import evaluate

    return evaluate.ask(z)
