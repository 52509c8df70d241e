"""The twins of `numpy_nets` on PyTorch: same files, functions and arguments, any device.

Without a twin are `neuron`, `bptt`, `guessing`, `criteria`, `sizes`, `counters`, `horizon`,
`language`, `sampling`, `coder`, `probing`, `interventions`, `stacked`, `forecasts`,
`intervals`, `batching`,
`detectors`, `translation`, `search`, `bleu`, `attention_net`,
`translator`, `captioner`, `grid`, `ctc`, `ctc_decoding`, `mixture`, `mixture_drawing`,
`pen_net`, `rtrl`, `evolution`, `advantages`, `hmm`, `min_lstm`, `newton`, `scan`, `serving`,
`quantise`, `suite` there, and
`lstm_layer`, `fastest`, `timing`, `writing`, `char_model`, `deep_model`, `policy` here.

`import lstm_utils` does not load torch; importing this package does.
"""

from .activations import sigmoid, sigmoid_prime_from_output, softmax, tanh_prime_from_output
from .attention import attend, attend_backward, pointing, scores, scores_backward
from .bilstm import (
    bilstm_backward,
    bilstm_forward,
    bilstm_init,
    final_states,
    reverse_padded,
)
from .delta import delta_step, diag_linear, swap_keys
from .dropout import dropout_mask, variational_masks, weight_drop
from .elman import elman_forward, elman_init, elman_loss_and_grads, masked_cross_entropy
from .embedding import embed, embed_backward, tied_gradient
from .fastest import LSTM
from .feedforward import dense, dense_backward, mlp_forward, mlp_init, mlp_loss_and_grads
from .gradcheck import numerical_gradient
from .gradients import (
    clip_by_global_norm,
    clipped_sgd,
    gradient_norm_by_lag,
    jacobian_product,
    rescale_spectral_radius,
)
from .gru import gru_from_torch, gru_step, gru_step_backward
from .layer_norm import layer_norm, layer_norm_backward
from .losses import cross_entropy, squared_error_at_end
from .lstm import lstm_backward, lstm_forward, lstm_step, lstm_step_backward
from .lstm_layer import (
    LSTMFunction,
    lstm_fused,
    lstm_hoisted,
    lstm_loop,
    lstm_masked,
    lstm_recurrence,
    recurrence_states,
)
from .lstm_weights import (
    chrono_init,
    from_layout,
    from_olah,
    from_torch,
    lstm_init,
    to_layout,
    to_torch,
)
from .memory_cell import (
    carousel_gradient,
    carousel_states,
    latch_weights,
    memory_cell_backward,
    memory_cell_forward,
    memory_cell_init,
    memory_cell_step,
    memory_cell_step_backward,
)
from .optim import adam_init, adam_step, sgd
from .policy import reinforce_loss
from .rnn import rnn_backward, rnn_forward, rnn_step, rnn_step_backward, truncated_bptt
from .sequence_net import (
    sequence_net_backward,
    sequence_net_forward,
    sequence_net_init,
    sequence_net_loss_and_grads,
)
from .streams import (
    freeze_forget,
    half_life,
    lstm_stream,
    lstm_stream_backward,
    state_growth,
)
from .timing import benchmark, contest, graph_size, matmul_flops, race, race_table, synchronise
from .variants import ablated_step, clock_weights, coupled_step, irnn_init, peephole_step
from .xlstm import mlstm_parallel, mlstm_step, slstm_step, stable_gates

__all__ = [
    "LSTM",
    "LSTMFunction",
    "ablated_step",
    "adam_init",
    "adam_step",
    "attend",
    "attend_backward",
    "benchmark",
    "bilstm_backward",
    "bilstm_forward",
    "bilstm_init",
    "carousel_gradient",
    "carousel_states",
    "chrono_init",
    "clip_by_global_norm",
    "clipped_sgd",
    "clock_weights",
    "contest",
    "coupled_step",
    "cross_entropy",
    "delta_step",
    "dense",
    "dense_backward",
    "diag_linear",
    "dropout_mask",
    "elman_forward",
    "elman_init",
    "elman_loss_and_grads",
    "embed",
    "embed_backward",
    "final_states",
    "freeze_forget",
    "from_layout",
    "from_olah",
    "from_torch",
    "gradient_norm_by_lag",
    "graph_size",
    "gru_from_torch",
    "gru_step",
    "gru_step_backward",
    "half_life",
    "irnn_init",
    "jacobian_product",
    "latch_weights",
    "layer_norm",
    "layer_norm_backward",
    "lstm_backward",
    "lstm_forward",
    "lstm_fused",
    "lstm_hoisted",
    "lstm_init",
    "lstm_loop",
    "lstm_masked",
    "lstm_recurrence",
    "lstm_step",
    "lstm_step_backward",
    "lstm_stream",
    "lstm_stream_backward",
    "masked_cross_entropy",
    "matmul_flops",
    "memory_cell_backward",
    "memory_cell_forward",
    "memory_cell_init",
    "memory_cell_step",
    "memory_cell_step_backward",
    "mlp_forward",
    "mlp_init",
    "mlp_loss_and_grads",
    "mlstm_parallel",
    "mlstm_step",
    "numerical_gradient",
    "peephole_step",
    "pointing",
    "race",
    "race_table",
    "recurrence_states",
    "reinforce_loss",
    "rescale_spectral_radius",
    "reverse_padded",
    "rnn_backward",
    "rnn_forward",
    "rnn_step",
    "rnn_step_backward",
    "scores",
    "scores_backward",
    "sequence_net_backward",
    "sequence_net_forward",
    "sequence_net_init",
    "sequence_net_loss_and_grads",
    "sgd",
    "sigmoid",
    "sigmoid_prime_from_output",
    "slstm_step",
    "softmax",
    "squared_error_at_end",
    "stable_gates",
    "state_growth",
    "swap_keys",
    "synchronise",
    "tanh_prime_from_output",
    "tied_gradient",
    "to_layout",
    "to_torch",
    "truncated_bptt",
    "variational_masks",
    "weight_drop",
]
