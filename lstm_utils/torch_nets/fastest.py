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

import torch
from torch.nn.utils.rnn import PackedSequence, pack_padded_sequence, pad_packed_sequence

from lstm_utils.shapes import require_shapes

from .lstm_layer import lstm_fused

FROZEN = 1e9  # sigmoid(FROZEN) is 1, sigmoid(-FROZEN) is 0
WAYS = {
    "library": "torch.nn.LSTM: no other way has been measured to be faster here.",
    "Function": "lstm_fused, the backward pass by hand: in float64 on a processor, with"
    " T >= 16 and B H <= 1024, it is faster than torch.nn.LSTM.",
    "mask": "torch.nn.LSTM on the padded batch, with one more input that freezes a sequence"
    " which has ended: in float32 on a processor that is faster than a packed batch.",
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

    def __init__(self, input_size, hidden_size, device=None, dtype=None):
        super().__init__(input_size, hidden_size, device=device, dtype=dtype)

    def forward(self, x, state=None, lengths=None):
        """Run the layer over sequences of one length or of several.

        Args:
            x: inputs, (T, B, I) float tensor or PackedSequence.
            state: h and c before the first step, (1, B, H) float tensors; None means 0.
            lengths: number of steps of each sequence, 1 to T, (B,) integer tensor; None means
                T for all, or what x says if it is packed.

        Returns:
            hs: hidden states, (T, B, H), 0 after a sequence's end; a PackedSequence if x is.
            (h, c): state after the last step of each sequence, (1, B, H) each.

        Raises:
            ValueError: if the shapes do not fit the layer, or the lengths the inputs.
        """
        way = self._way(x, lengths)
        if way == "library":
            return self._library(x, state)
        if state is None:
            B = x.batch_sizes[0] if isinstance(x, PackedSequence) else x.shape[1]
            state = (self.weight_hh_l0.new_zeros(1, B, self.hidden_size),) * 2
        self._require(x, state)
        if way == "mask, packed":
            return self._masked_packed(x, state)
        if way == "mask":
            return self._masked(x, state, lengths)
        if way == "packed":
            packed = pack_padded_sequence(x, lengths.cpu(), enforce_sorted=False)
            hs, state = self._library(packed, state)
            return pad_packed_sequence(hs, total_length=len(x))[0], state
        b = self.bias_ih_l0 + self.bias_hh_l0
        hs, c = lstm_fused(x, state[0][0], state[1][0], self.weight_ih_l0, self.weight_hh_l0, b)
        return hs, (hs[-1:], c[None])

    def choice(self, x, lengths=None):
        """Say which way forward would take.

        Args:
            x, lengths: as for forward.

        Returns:
            One sentence, with the reason.
        """
        return WAYS[self._way(x, lengths)]

    def _way(self, x, lengths):
        """Choose by device, dtype and size: only what was measured to be faster."""
        packed, W, H = isinstance(x, PackedSequence), self.weight_hh_l0, self.hidden_size
        if packed and lengths is not None:
            raise ValueError("LSTM expects no lengths for a PackedSequence, which has its own")
        learns = torch.is_grad_enabled() and W.requires_grad
        if lengths is None and not packed:
            if x.dtype != torch.float64 or W.device.type != "cpu" or x.ndim != 3:
                return "library"
            T, B, _ = x.shape
            return "Function" if learns and T >= 16 and B * H <= 1024 else "library"
        T, B = (len(x.batch_sizes), int(x.batch_sizes[0])) if packed else x.shape[:2]
        kept = (len(x.data) if packed else sum(self._counts(x, lengths))) / (T * B)
        if kept == 1 and not packed:
            return "library"
        steps, share = 16 if learns else 32, 0.5 if learns and H <= 128 else 0.8
        fast = W.device.type == "cpu" and W.dtype == torch.float32
        if fast and steps <= T and share <= kept:
            return "mask, packed" if packed else "mask"
        return "library" if packed else "packed"

    def _counts(self, x, lengths):
        """Read the lengths, once, as numbers."""
        require_shapes("LSTM", "x (T, B, I), lengths (B,)", x, lengths)
        counts = lengths.tolist()
        if not 1 <= min(counts) <= max(counts) <= len(x):
            raise ValueError(f"LSTM expects lengths of 1 to {len(x)}; came {counts}")
        return counts

    def _library(self, x, state):
        """Run torch.nn.LSTM; where it fails, say so in the course's words if they are known."""
        try:
            return super().forward(x, state)
        except RuntimeError:
            self._require(x, state)
            raise

    def _require(self, x, state):
        spec, given = "W_ih (4H, I), W_hh (4H, H)", [self.weight_ih_l0, self.weight_hh_l0]
        if not isinstance(x, PackedSequence):
            spec, given = "x (T, B, I), " + spec, [x, *given]
        if state is not None:
            spec, given = "h (1, B, H), c (1, B, H), " + spec, [*state, *given]
        require_shapes("LSTM", spec, *given)

    def _masked(self, x, state, lengths):
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

    def _masked_packed(self, packed, state):
        """Pad, in the order of the packed batch, run, and pack again."""
        data, batch_sizes, order, order_back = packed
        x, lengths = pad_packed_sequence(PackedSequence(data, batch_sizes))
        hs, state = self._masked(x, self.permute_hidden(state, order), lengths)
        data = pack_padded_sequence(hs, lengths).data
        state = self.permute_hidden(state, order_back)
        return PackedSequence(data, batch_sizes, order, order_back), state
