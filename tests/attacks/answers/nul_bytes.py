# expected: wrong type
# NUL bytes, a form feed and a right-to-left mark in the text.
def softmax(z):
    return "‮"  # ‮
