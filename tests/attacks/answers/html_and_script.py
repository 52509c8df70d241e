# expected: wrong value
# Markup for whoever reads the feedback.
print("<script>alert(document.cookie)</script><img src=x onerror=alert(1)>")
print("\x1b]8;;javascript:alert(1)\x07click\x1b]8;;\x07 </pre></div><iframe src='//x'>")


def softmax(z):
    """<script>alert(1)</script>"""
    return z * 1.0
