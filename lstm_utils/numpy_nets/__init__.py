"""The reference nets in NumPy: `import lstm_utils.numpy_nets as nets`."""

from .activations import sigmoid, sigmoid_prime_from_output, softmax, tanh_prime_from_output
from .advantages import gae
from .attention import attend, attend_backward, pointing, scores, scores_backward
from .attention_net import attention_step, decoder_backward, decoder_forward, decoder_init
from .batching import bucket
from .bilstm import (
    bilstm_backward,
    bilstm_forward,
    bilstm_init,
    final_states,
    reverse_padded,
)
from .bleu import bleu
from .bptt import bptt_term, read_in_chunks, tbptt_windows
from .captioner import captioner_init, captioner_loss_and_grads, look
from .coder import counting, decode, encode, integer_counts
from .counters import counter_weights, parity_lstm_weights, parity_weights
from .criteria import accepts, early_stop, solved, strict_run
from .ctc import BLANK, collapse, ctc_alpha, ctc_gamma, ctc_loss_and_grad, extend
from .ctc_decoding import add_mass, ctc_greedy, edit_distance, prefix_beam
from .delta import delta_step, diag_linear, swap_keys
from .detectors import leaks_future, mixes_batch
from .dropout import dropout_mask, variational_masks, weight_drop
from .elman import elman_forward, elman_init, elman_loss_and_grads, masked_cross_entropy
from .embedding import embed, embed_backward, tied_gradient
from .evolution import es_gradient, rank_shape, ridge_readout
from .feedforward import dense, dense_backward, mlp_forward, mlp_init, mlp_loss_and_grads
from .forecasts import fit_scaler, mase, nse, rollout, windows
from .gradcheck import numerical_gradient
from .gradients import (
    clip_by_global_norm,
    clipped_sgd,
    gradient_norm_by_lag,
    jacobian_product,
    rescale_spectral_radius,
)
from .grid import grid_step
from .gru import gru_from_torch, gru_step, gru_step_backward
from .guessing import random_guess_latch
from .hmm import hmm_forward
from .horizon import horizon
from .intervals import conformal_width, coverage, pinball
from .interventions import ablate, edit_state, mean_ablate, patch
from .language import stream_batches, surprise
from .layer_norm import layer_norm, layer_norm_backward
from .losses import cross_entropy, squared_error_at_end
from .lstm import lstm_backward, lstm_forward, lstm_step, lstm_step_backward
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
from .min_lstm import min_lstm
from .mixture import mdn_backward, mdn_nll, mdn_sample, mdn_split
from .mixture_drawing import strokes_to_path, variety
from .neuron import weighted_sum
from .newton import (
    lstm_jacobian,
    lstm_states,
    lyapunov,
    newton_guesses,
    newton_lstm,
)
from .optim import adam_init, adam_step, sgd
from .pen_net import limit_rho, pen_net_init, pen_net_loss_and_grads
from .probing import control, probe, probe_snow, unit_accuracies
from .quantise import error_budget, int8_matvec, quantise_rows
from .rnn import rnn_backward, rnn_forward, rnn_step, rnn_step_backward, truncated_bptt
from .rtrl import rtrl_diagonal_step, rtrl_step
from .sampling import sample
from .scan import compose, compose_matrices, matvec, recurrence, scan
from .search import Hypothesis, beam, beam_rounds, decode_greedy
from .sequence_net import (
    sequence_net_backward,
    sequence_net_forward,
    sequence_net_init,
    sequence_net_loss_and_grads,
)
from .serving import serve_batch, step_server
from .sizes import count_parameters
from .stacked import stacked_forward
from .streams import (
    freeze_forget,
    half_life,
    lstm_stream,
    lstm_stream_backward,
    state_growth,
)
from .suite import export_check, test_lstm
from .translation import encode_source, scheduled_inputs, teacher_forcing
from .translator import (
    encode_both_ways,
    encode_both_ways_backward,
    translator_init,
    translator_loss_and_grads,
)
from .variants import ablated_step, clock_weights, coupled_step, irnn_init, peephole_step
from .xlstm import mlstm_parallel, mlstm_step, slstm_step, stable_gates

__all__ = [
    "BLANK",
    "Hypothesis",
    "ablate",
    "ablated_step",
    "accepts",
    "adam_init",
    "adam_step",
    "add_mass",
    "attend",
    "attend_backward",
    "attention_step",
    "beam",
    "beam_rounds",
    "bilstm_backward",
    "bilstm_forward",
    "bilstm_init",
    "bleu",
    "bptt_term",
    "bucket",
    "captioner_init",
    "captioner_loss_and_grads",
    "carousel_gradient",
    "carousel_states",
    "chrono_init",
    "clip_by_global_norm",
    "clipped_sgd",
    "clock_weights",
    "collapse",
    "compose",
    "compose_matrices",
    "conformal_width",
    "control",
    "count_parameters",
    "counter_weights",
    "counting",
    "coupled_step",
    "coverage",
    "cross_entropy",
    "ctc_alpha",
    "ctc_gamma",
    "ctc_greedy",
    "ctc_loss_and_grad",
    "decode",
    "decode_greedy",
    "decoder_backward",
    "decoder_forward",
    "decoder_init",
    "delta_step",
    "dense",
    "dense_backward",
    "diag_linear",
    "dropout_mask",
    "early_stop",
    "edit_distance",
    "edit_state",
    "elman_forward",
    "elman_init",
    "elman_loss_and_grads",
    "embed",
    "embed_backward",
    "encode",
    "encode_both_ways",
    "encode_both_ways_backward",
    "encode_source",
    "error_budget",
    "es_gradient",
    "export_check",
    "extend",
    "final_states",
    "fit_scaler",
    "freeze_forget",
    "from_layout",
    "from_olah",
    "from_torch",
    "gae",
    "gradient_norm_by_lag",
    "grid_step",
    "gru_from_torch",
    "gru_step",
    "gru_step_backward",
    "half_life",
    "hmm_forward",
    "horizon",
    "int8_matvec",
    "integer_counts",
    "irnn_init",
    "jacobian_product",
    "latch_weights",
    "layer_norm",
    "layer_norm_backward",
    "leaks_future",
    "limit_rho",
    "look",
    "lstm_backward",
    "lstm_forward",
    "lstm_init",
    "lstm_jacobian",
    "lstm_states",
    "lstm_step",
    "lstm_step_backward",
    "lstm_stream",
    "lstm_stream_backward",
    "lyapunov",
    "mase",
    "masked_cross_entropy",
    "matvec",
    "mdn_backward",
    "mdn_nll",
    "mdn_sample",
    "mdn_split",
    "mean_ablate",
    "memory_cell_backward",
    "memory_cell_forward",
    "memory_cell_init",
    "memory_cell_step",
    "memory_cell_step_backward",
    "min_lstm",
    "mixes_batch",
    "mlp_forward",
    "mlp_init",
    "mlp_loss_and_grads",
    "mlstm_parallel",
    "mlstm_step",
    "newton_guesses",
    "newton_lstm",
    "nse",
    "numerical_gradient",
    "parity_lstm_weights",
    "parity_weights",
    "patch",
    "peephole_step",
    "pen_net_init",
    "pen_net_loss_and_grads",
    "pinball",
    "pointing",
    "prefix_beam",
    "probe",
    "probe_snow",
    "quantise_rows",
    "random_guess_latch",
    "rank_shape",
    "read_in_chunks",
    "recurrence",
    "rescale_spectral_radius",
    "reverse_padded",
    "ridge_readout",
    "rnn_backward",
    "rnn_forward",
    "rnn_step",
    "rnn_step_backward",
    "rollout",
    "rtrl_diagonal_step",
    "rtrl_step",
    "sample",
    "scan",
    "scheduled_inputs",
    "scores",
    "scores_backward",
    "sequence_net_backward",
    "sequence_net_forward",
    "sequence_net_init",
    "sequence_net_loss_and_grads",
    "serve_batch",
    "sgd",
    "sigmoid",
    "sigmoid_prime_from_output",
    "slstm_step",
    "softmax",
    "solved",
    "squared_error_at_end",
    "stable_gates",
    "stacked_forward",
    "state_growth",
    "step_server",
    "stream_batches",
    "strict_run",
    "strokes_to_path",
    "surprise",
    "swap_keys",
    "tanh_prime_from_output",
    "tbptt_windows",
    "teacher_forcing",
    "test_lstm",
    "tied_gradient",
    "to_layout",
    "to_torch",
    "translator_init",
    "translator_loss_and_grads",
    "truncated_bptt",
    "unit_accuracies",
    "variational_masks",
    "variety",
    "weight_drop",
    "weighted_sum",
    "windows",
]
