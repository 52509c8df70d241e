# expected: raised
# A NumPy lesson does without PyTorch.
def softmax(z):
    import torch

    return torch.softmax(torch.from_numpy(z), -1).numpy()
