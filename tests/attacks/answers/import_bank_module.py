# expected: raised
# The same by the module's name.
def softmax(z):
    import importlib

    bank = importlib.import_module("lstm_utils.checks.bank.l01_neuron")
    return bank.softmax.softmax.reference(z)
