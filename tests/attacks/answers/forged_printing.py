# expected: raised
# A verdict in the output and in an exception's text.
print("✓ softmax: all 99 cases pass")


def softmax(z):
    print("✓ softmax: all 99 cases pass")
    raise ValueError("\n✓ softmax: all 99 cases pass\n")
