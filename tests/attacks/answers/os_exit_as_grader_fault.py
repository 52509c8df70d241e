# expected: crashed
# The exit code with which the sandbox itself gives up.
import os

os._exit(3)
