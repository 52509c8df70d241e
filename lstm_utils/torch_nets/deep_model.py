"""The character model with what keeps it from learning its text by heart.

T = time, B = streams side by side, V = size of the alphabet, E = size of an embedding,
H = hidden units, L = layers, p = probability of a zero. It is trained by `char_model.train`:

    model = DeepModel(text.alphabet, weight_drop=0.5)
    stop = EarlyStop(model, patience=5)
    run = train(model, documents, text.validation, updates=400, stop=stop)
    stop.restore()
"""

from typing import Literal

import torch
from torch import Tensor, nn

from lstm_utils.numpy_nets.criteria import early_stop

from .char_model import CharModel, State
from .dropout import dropout_mask, weight_drop
from .fastest import LSTM


class DeepModel(CharModel):
    """A character model of L layers, with dropout, layer norm and tied weights if asked for.

    Without any of them it is the CharModel of the same seed.
    """

    def __init__(
        self,
        alphabet: str,
        E: int = 32,
        H: int = 128,
        seed: int = 0,
        L: int = 1,
        dropout: float = 0.0,
        masks: Literal["step", "sequence"] = "step",
        weight_drop: float = 0.0,
        norm: bool = False,
        tied: bool = False,
    ) -> None:
        """Draw the parameters.

        Args:
            alphabet: string of the V different characters.
            E: size of an embedding.
            H: number of hidden units of each layer.
            seed: of the parameters and of the masks.
            L: number of layers.
            dropout: probability of a zero in what a layer reads, and in what the last one
                returns. No mask is on the way from a step to the next.
            masks: "step" for new masks at each step (Zaremba), "sequence" for one mask for
                all steps of a chunk (Gal).
            weight_drop: probability of a zero in W_hh, drawn once for each chunk.
            norm: whether a layer norm follows each layer.
            tied: whether the logits use the table of the embedding; E must be H.

        Raises:
            ValueError: if tied is asked for and E is not H.
        """
        if tied and E != H:
            raise ValueError(f"DeepModel expects E = H for tied weights; got E={E}, H={H}")
        super().__init__(alphabet, E, H, seed)
        self.dropout, self.masks = dropout, masks
        self.weight_drop, self.tied = weight_drop, tied
        self.rng = torch.Generator().manual_seed(seed)
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed + 1)
            self.upper = nn.ModuleList(LSTM(H, H) for _ in range(L - 1))
        self.norms = nn.ModuleList(nn.LayerNorm(H) for _ in range(L if norm else 0))
        with torch.no_grad():
            for lstm in self.layers[1:]:
                lstm.bias_ih_l0[H : 2 * H] += 1.0
            if tied:  # the logits would be sums of H normal numbers
                self.embedding.weight /= E**0.5

    @property
    def layers(self) -> list[LSTM]:
        """The layers, from the lowest one up."""
        return [self.lstm, *(lstm for lstm in self.upper if isinstance(lstm, LSTM))]

    def forward(self, x: Tensor, state: State | None = None) -> tuple[Tensor, State]:
        """Predict the next character at every step.

        Args:
            x: numbers of the characters that are read, (T, B) int64.
            state: (h, c) before the first step, (L, B, H) each; None means 0.

        Returns:
            z: logits, (T, B, V).
            state: (h, c) after the last step.
        """
        q = self._drop(self.embedding(x))
        ends = []
        for n, lstm in enumerate(self.layers):
            zeros = q.new_zeros(1, x.shape[1], lstm.hidden_size)
            h, c = (zeros, zeros) if state is None else (s[n : n + 1] for s in state)
            q, h, c = self._layer(lstm, q, (h, c))
            q = self._drop(self.norms[n](q) if self.norms else q)
            ends.append((h, c))
        h, c = (torch.cat(parts) for parts in zip(*ends, strict=True))
        if self.tied:
            return nn.functional.linear(q, self.embedding.weight[:-1], self.out.bias), (h, c)
        return self.out(q), (h, c)

    def _layer(self, lstm: LSTM, q: Tensor, state: State) -> tuple[Tensor, Tensor, Tensor]:
        """Run one layer, with some of its recurrent weights at 0 while it trains."""
        W_hh = lstm.weight_hh_l0
        if self.training and self.weight_drop:
            W_hh = weight_drop(W_hh, self.weight_drop, self.rng)
        weights = [lstm.weight_ih_l0, W_hh, lstm.bias_ih_l0, lstm.bias_hh_l0]
        return torch.lstm(q, state, weights, True, 1, 0.0, self.training, False, False)

    def _drop(self, q: Tensor) -> Tensor:
        """Multiply by a mask while the net trains."""
        if not (self.training and self.dropout):
            return q
        shape = (1, *q.shape[1:]) if self.masks == "sequence" else tuple(q.shape)
        return q * dropout_mask(shape, self.dropout, self.rng)


class EarlyStop:
    """An argument `stop` of `char_model.train`: it ends training and keeps the best net."""

    def __init__(self, model: nn.Module, patience: int) -> None:
        """Watch a model.

        Args:
            model: the net that trains.
            patience: measurements without a new best after which the training ends.
        """
        self.model, self.patience = model, patience
        self.best: dict[str, Tensor] = {}

    def __call__(self, curve: dict[int, float]) -> bool:
        """Keep the weights if the last measurement is the best; return whether to stop."""
        losses = list(curve.values())
        best, _ = early_stop(losses, self.patience)
        if best == len(losses) - 1:
            weights = self.model.state_dict()
            self.best = {name: q.detach().clone() for name, q in weights.items()}
        return len(losses) - 1 - best >= self.patience

    def restore(self) -> None:
        """Give the model the weights of the best measurement."""
        self.model.load_state_dict(self.best)
