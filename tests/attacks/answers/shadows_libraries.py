# expected: raised
# others: any (it spoils its own later exercises)
# Files that pose as libraries for whoever comes next.
import sys

for name in ("numpy", "lstm_utils", "json", "wire", "judge"):
    with open(f"/tmp/{name}.py", "w") as stream:
        stream.write("raise SystemExit('shadowed')")
sys.path.insert(0, "/tmp")
for name in [name for name in sys.modules if name.split(".")[0] in ("numpy", "json")]:
    del sys.modules[name]


def softmax(z):
    import numpy

    return numpy.exp(z)
