"""The LSTM layer to use: torch.nn.LSTM, and a faster way where one has been measured.

T = time, B = batch, I = inputs, H = hidden units; blocks i, f, g, o as in `lstm`.
On a processor, one thread, forward and backward, in times of torch.nn.LSTM of PyTorch 2.13:
    float64, T >= 16, B H <= 1024     lstm_fused: 0.4 to 0.9
    float32, T >= 16, several lengths a mask on the padded batch: 0.15 to 0.95 of a packed
                                      batch, if at least half of it is no padding (four
                                      fifths for H > 128 or, from T = 32, without gradients)
Elsewhere, and on a GPU, where nothing has been measured yet, it is torch.nn.LSTM.
`python benchmarks/lstm_fastest.py` measures it again.
"""

from typing import Any

import torch
from torch import Tensor
from torch.nn.utils.rnn import PackedSequence, pack_padded_sequence, pad_packed_sequence

from lstm_utils.shapes import require_shapes
from lstm_utils.tensors import Device

from .lstm_layer import lstm_fused

Sequences = Tensor | PackedSequence
State = tuple[Tensor, Tensor]

FROZEN = 1e9  # sigmoid(FROZEN) is 1, sigmoid(-FROZEN) is 0
WAYS = {
    "library": "torch.nn.LSTM: no other way has been measured to be faster here.",
    "Function": "lstm_fused, with a manual backward pass: in float64 on a processor, with"
    " T >= 16 and B H <= 1024, it is faster than torch.nn.LSTM.",
    "mask": "torch.nn.LSTM on the padded batch, with one more input that freezes a sequence"
    " that has ended: in float32 on a processor that is faster than a packed batch.",
    "mask, packed": "torch.nn.LSTM on the batch unpacked, with one more input that freezes a"
    " sequence which has ended: in float32 on a processor that is faster than a packed batch.",
    "packed": "torch.nn.LSTM on a packed batch: no other way has been measured to be faster"
    " here for sequences of several lengths.",
}


class LSTM(torch.nn.LSTM):
    """One LSTM layer, to be used and loaded like torch.nn.LSTM with one layer.

    Args:
        input_size: number of inputs, I.
        hidden_size: number of hidden units, H.
        device, dtype: of the parameters; PyTorch's defaults if None.

    The parameters weight_ih_l0 (4H, I), weight_hh_l0 (4H, H), bias_ih_l0 and bias_hh_l0
    (4H,) start uniform in +-1/sqrt(H). Results can be differentiated once.
    """

    weight_ih_l0: Tensor
    weight_hh_l0: Tensor
    bias_ih_l0: Tensor
    bias_hh_l0: Tensor

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        device: Device | None = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        super().__init__(input_size, hidden_size, device=device, dtype=dtype)

    def forward(
        self, input: Sequences, hx: State | None = None, lengths: Tensor | None = None
    ) -> tuple[Any, State]:
        """Run the layer over sequences of one length or of several.

        Args:
            input: inputs x, (T, B, I) float tensor or PackedSequence.
            hx: state (h, c) before the first step, (1, B, H) float tensors; None means 0.
            lengths: number of steps of each sequence, 1 to T, (B,) integer tensor; None means
                T for all, or the lengths of a PackedSequence.

        Returns:
            hs: hidden states, (T, B, H), 0 after the end of a sequence; a PackedSequence if
                input is one.
            (h, c): state after the last step of each sequence, (1, B, H) each.

        Raises:
            ValueError: if the shapes do not fit the layer, or the lengths the inputs.
        """
        way = self._way(input, lengths)
        if way == "library":
            return self._library(input, hx)
        state = self._zero_state(input) if hx is None else hx
        self._require(input, state)
        if isinstance(input, PackedSequence):
            return self._masked_packed(input, state)
        if lengths is None:
            return self._function(input, state)
        if way == "mask":
            return self._masked(input, state, lengths)
        return self._packed(input, state, lengths)

    def choice(self, x: Sequences, lengths: Tensor | None = None) -> str:
        """Explain which way `forward` takes.

        Args:
            x, lengths: input and lengths, as in forward.

        Returns:
            One sentence, with the reason.
        """
        return WAYS[self._way(x, lengths)]

    def _way(self, x: Sequences, lengths: Tensor | None) -> str:
        """Choose by device, dtype and size: only what was measured to be faster."""
        if isinstance(x, PackedSequence):
            if lengths is not None:
                raise ValueError(
                    "LSTM expects no lengths for a PackedSequence, which has its own"
                )
            T, B = len(x.batch_sizes), int(x.batch_sizes[0])
            faster = self._mask_is_faster(T, len(x.data) / (T * B))
            return "mask, packed" if faster else "library"
        if lengths is None:
            return "Function" if self._function_is_faster(x) else "library"
        kept = sum(self._counts(x, lengths)) / (len(x) * len(lengths))
        if kept == 1:
            return "library"
        return "mask" if self._mask_is_faster(len(x), kept) else "packed"

    def _function_is_faster(self, x: Tensor) -> bool:
        if x.dtype != torch.float64 or self.weight_hh_l0.device.type != "cpu" or x.ndim != 3:
            return False
        return self._learns() and len(x) >= 16 and x.shape[1] * self.hidden_size <= 1024

    def _mask_is_faster(self, T: int, kept: float) -> bool:
        learns, W = self._learns(), self.weight_hh_l0
        steps, share = 16 if learns else 32, 0.5 if learns and self.hidden_size <= 128 else 0.8
        fast = W.device.type == "cpu" and W.dtype == torch.float32
        return fast and steps <= T and share <= kept

    def _learns(self) -> bool:
        return torch.is_grad_enabled() and self.weight_hh_l0.requires_grad

    def _zero_state(self, x: Sequences) -> State:
        B = int(x.batch_sizes[0]) if isinstance(x, PackedSequence) else x.shape[1]
        zeros = self.weight_hh_l0.new_zeros(1, B, self.hidden_size)
        return zeros, zeros

    def _counts(self, x: Tensor, lengths: Tensor) -> list[int]:
        """Read the lengths, once, as numbers."""
        require_shapes("LSTM", "x (T, B, I), lengths (B,)", x, lengths)
        counts = lengths.tolist()
        if not 1 <= min(counts) <= max(counts) <= len(x):
            raise ValueError(f"LSTM expects lengths of 1 to {len(x)}; got {counts}")
        return counts

    def _library(self, x: Sequences, state: State | None) -> tuple[Any, State]:
        """Run torch.nn.LSTM; report a wrong shape as the rest of the course does."""
        try:
            return super().forward(x, state)
        except RuntimeError:
            self._require(x, state)
            raise

    def _require(self, x: Sequences, state: State | None) -> None:
        spec, given = "W_ih (4H, I), W_hh (4H, H)", [self.weight_ih_l0, self.weight_hh_l0]
        if not isinstance(x, PackedSequence):
            spec, given = "x (T, B, I), " + spec, [x, *given]
        if state is not None:
            spec, given = "h (1, B, H), c (1, B, H), " + spec, [*state, *given]
        require_shapes("LSTM", spec, *given)

    def _function(self, x: Tensor, state: State) -> tuple[Tensor, State]:
        """Run lstm_fused."""
        b = self.bias_ih_l0 + self.bias_hh_l0
        hs, c = lstm_fused(x, state[0][0], state[1][0], self.weight_ih_l0, self.weight_hh_l0, b)
        return hs, (hs[-1:], c[None])

    def _packed(self, x: Tensor, state: State, lengths: Tensor) -> tuple[Tensor, State]:
        """Run torch.nn.LSTM on the packed batch, and pad its outputs again."""
        packed = pack_padded_sequence(x, lengths.cpu(), enforce_sorted=False)
        hs, state = self._library(packed, state)
        return pad_packed_sequence(hs, total_length=len(x))[0], state

    def _masked(self, x: Tensor, state: State, lengths: Tensor) -> tuple[Tensor, State]:
        """Run the padded batch; after its end a sequence has i = 0 and f = 1, so c stays."""
        lengths = lengths.to(x.device)
        ended = (torch.arange(len(x), device=x.device)[:, None] >= lengths)[..., None]
        x = torch.cat([torch.where(ended, 0, x), ended.to(x.dtype)], dim=2)  # (T, B, I + 1)
        freeze = x.new_zeros(4, self.hidden_size)
        freeze[0], freeze[1] = -FROZEN, FROZEN  # i, f
        W_ih = torch.cat([self.weight_ih_l0, freeze.reshape(-1, 1)], dim=1)  # (4H, I + 1)
        weights = [W_ih, self.weight_hh_l0, self.bias_ih_l0, self.bias_hh_l0]
        options = True, 1, 0.0, self.training, False, False  # biases, one layer, ...
        hs, _, c = torch._VF.lstm(x, state, weights, *options)  # as torch.nn.LSTM calls it
        hs = torch.where(ended, 0, hs)
        h = hs[lengths - 1, torch.arange(len(lengths), device=x.device)]
        return hs, (h[None], c)

    def _masked_packed(
        self, packed: PackedSequence, state: State
    ) -> tuple[PackedSequence, State]:
        """Pad, in the order of the packed batch, run, and pack again."""
        data, batch_sizes, order, order_back = packed
        x, lengths = pad_packed_sequence(PackedSequence(data, batch_sizes))
        hs, state = self._masked(x, self.permute_hidden(state, order), lengths)
        data = pack_padded_sequence(hs, lengths).data
        state = self.permute_hidden(state, order_back)
        return PackedSequence(data, batch_sizes, order, order_back), state
