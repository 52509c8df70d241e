# expected: passed
# Names and comments in other alphabets.
import numpy as np


def softmax(z):
    """Вероятности · 確率 · احتمالات"""
    μ = z.max(-1, keepdims=True)  # größter Wert 😀
    ε = np.exp(z - μ)
    return ε / ε.sum(-1, keepdims=True)
