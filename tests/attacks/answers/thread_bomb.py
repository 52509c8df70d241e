# expected: raised
# Threads without end.
import threading
import time


def softmax(z):
    while True:
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
