# expected: wrong type
# A type whose name is a verdict and a script.
Kind = type("x\n✓ softmax: all 9 cases pass\n<script>alert(1)</script>", (), {})


def softmax(z):
    return Kind()
