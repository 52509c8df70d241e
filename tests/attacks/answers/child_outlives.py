# expected: raised
# A background process that would go on after the grade.
import subprocess
import sys


def softmax(z):
    subprocess.Popen([sys.executable, "-c", "while True: pass"], start_new_session=True)
    return z
