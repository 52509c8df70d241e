"""Figures of the course: `from lstm_utils import plots; plots.use_style()`.

Drawing functions return a matplotlib Figure. Names that start with `interactive_` return
the same figure under sliders. Static pictures are written by `python -m lstm_utils.plots`.
"""

from .attention import (
    draw_alignment,
    draw_caption,
    draw_depth,
    draw_lengths,
    draw_subjects,
    interactive_alignment,
    recorded_attention,
)
from .automaton import draw_automaton, draw_twins, interactive_twins
from .beam_tree import draw_beam, interactive_beam
from .beyond_backprop import draw_costs, draw_runs, draw_won
from .both_ways import draw_reading, draw_rules, draw_sight, interactive_sight, recorded_rules
from .bptt import draw_backward, draw_cut, draw_cut_errors, draw_shares, interactive_cut
from .carousel import draw_error, draw_kept, draw_learning, draw_states, word_pixels
from .carry import draw_carry
from .cliff import draw_cliff, interactive_cliff
from .clocks import draw_clocks, play_spikes
from .colours import draw_colour, draw_named_colours, interactive_colour
from .counting import (
    counted,
    draw_count,
    draw_leak,
    draw_reach,
    draw_state_map,
    interactive_leak,
    leaky_counter,
)
from .ctc import draw_spikes, draw_ways, recorded_readers
from .deeper import (
    draw_cures,
    draw_masks,
    draw_overfit,
    interactive_masks,
    ranking,
    recorded_cures,
)
from .ellipse import draw_ellipse, interactive_ellipse
from .feedforward import (
    draw_line,
    draw_shifts,
    draw_xor,
    interactive_line,
    interactive_xor,
    shift_images,
)
from .graph import draw_graph, interactive_graph
from .inside_the_cell import draw_attractors, draw_patches, draw_reading_and_use, recorded_nets
from .interactive import with_frames, with_player, with_sliders
from .invaders import draw_frame, draw_strip_of_game, interactive_game, recorded_players
from .language_model import draw_bits_curve
from .lattice import draw_lattice, interactive_lattice, lattice_example
from .letters import (
    draw_orders,
    draw_transitions,
    interactive_orders,
    interactive_transitions,
    plain_letters,
)
from .long_lags import (
    draw_curves,
    draw_race,
    draw_time_scales,
    interactive_time_scales,
)
from .lstm import interactive_lstm_cell
from .lstm_backward import interactive_lstm_backward
from .lstm_books import SENTENCE, example_gradients, gender_weights, sentence_inputs
from .lstm_sentence import interactive_sentence
from .lstm_stream import draw_bits, draw_streams
from .memory_cell import draw_memory_cell, draw_tank, interactive_tank
from .neuron import (
    draw_cloud,
    draw_digit_weights,
    draw_gain,
    interactive_cloud,
    interactive_gain,
    right_side,
)
from .newton import (
    draw_exponents,
    draw_guesses,
    draw_newton,
    interactive_guesses,
    interactive_scale,
    newton_errors,
    newton_exponent,
    newton_problem,
    recorded_newton,
)
from .panel import Film, difference, draw_panel, film, interactive_panel, interactive_units
from .reader import draw_reader, interactive_reader
from .scans import draw_casino, draw_rounds, draw_scan_errors
from .speed import draw_contest, draw_step_time, interactive_step_time, step_parts
from .static import static_figure, static_figures, write_static_figures
from .streams import (
    draw_growth,
    draw_half_life,
    draw_places,
    draw_resets,
    draw_strip,
    draw_unit,
    interactive_half_life,
    interactive_resets,
)
from .style import (
    BLUE,
    GATE_COLOUR,
    GATE_LINE,
    GREEN,
    GREY,
    INK,
    ORANGE,
    PINK,
    RED,
    SIGNED,
    SKY,
    STATE_COLOUR,
    new_figure,
    styled,
    svg_bytes,
    use_style,
)
from .surprise import draw_surprise, interactive_surprise
from .switchboard import draw_switchboard, interactive_switchboard
from .terms import (
    draw_term_sizes,
    draw_terms,
    draw_truncations,
    interactive_terms,
    kept_terms,
)
from .time_series import (
    draw_edits,
    draw_flood,
    draw_forecasts,
    draw_free_run,
    draw_river,
    draw_trap,
    interactive_floods,
)
from .translation import (
    draw_by_length,
    draw_exact_curves,
    draw_translator,
    recorded_translators,
)
from .unrolled import (
    draw_edge,
    draw_unfolding,
    draw_unrolled,
    interactive_unfolding,
    unrolled_places,
)
from .vanishing import draw_lag, draw_memory, interactive_lag, lag_run
from .variants import draw_coupled, draw_gru, draw_peepholes
from .writing import draw_texts

__all__ = [
    "BLUE",
    "GATE_COLOUR",
    "GATE_LINE",
    "GREEN",
    "GREY",
    "INK",
    "ORANGE",
    "PINK",
    "RED",
    "SENTENCE",
    "SIGNED",
    "SKY",
    "STATE_COLOUR",
    "Film",
    "counted",
    "difference",
    "draw_alignment",
    "draw_attractors",
    "draw_automaton",
    "draw_backward",
    "draw_beam",
    "draw_bits",
    "draw_bits_curve",
    "draw_by_length",
    "draw_caption",
    "draw_carry",
    "draw_casino",
    "draw_cliff",
    "draw_clocks",
    "draw_cloud",
    "draw_colour",
    "draw_contest",
    "draw_costs",
    "draw_count",
    "draw_coupled",
    "draw_cures",
    "draw_curves",
    "draw_cut",
    "draw_cut_errors",
    "draw_depth",
    "draw_digit_weights",
    "draw_edge",
    "draw_edits",
    "draw_ellipse",
    "draw_error",
    "draw_exact_curves",
    "draw_exponents",
    "draw_flood",
    "draw_forecasts",
    "draw_frame",
    "draw_free_run",
    "draw_gain",
    "draw_graph",
    "draw_growth",
    "draw_gru",
    "draw_guesses",
    "draw_half_life",
    "draw_kept",
    "draw_lag",
    "draw_lattice",
    "draw_leak",
    "draw_learning",
    "draw_lengths",
    "draw_line",
    "draw_masks",
    "draw_memory",
    "draw_memory_cell",
    "draw_named_colours",
    "draw_newton",
    "draw_orders",
    "draw_overfit",
    "draw_panel",
    "draw_patches",
    "draw_peepholes",
    "draw_places",
    "draw_race",
    "draw_reach",
    "draw_reader",
    "draw_reading",
    "draw_reading_and_use",
    "draw_resets",
    "draw_river",
    "draw_rounds",
    "draw_rules",
    "draw_runs",
    "draw_scan_errors",
    "draw_shares",
    "draw_shifts",
    "draw_sight",
    "draw_spikes",
    "draw_state_map",
    "draw_states",
    "draw_step_time",
    "draw_streams",
    "draw_strip",
    "draw_strip_of_game",
    "draw_subjects",
    "draw_surprise",
    "draw_switchboard",
    "draw_tank",
    "draw_term_sizes",
    "draw_terms",
    "draw_texts",
    "draw_time_scales",
    "draw_transitions",
    "draw_translator",
    "draw_trap",
    "draw_truncations",
    "draw_twins",
    "draw_unfolding",
    "draw_unit",
    "draw_unrolled",
    "draw_ways",
    "draw_won",
    "draw_xor",
    "example_gradients",
    "film",
    "gender_weights",
    "interactive_alignment",
    "interactive_beam",
    "interactive_cliff",
    "interactive_cloud",
    "interactive_colour",
    "interactive_cut",
    "interactive_ellipse",
    "interactive_floods",
    "interactive_gain",
    "interactive_game",
    "interactive_graph",
    "interactive_guesses",
    "interactive_half_life",
    "interactive_lag",
    "interactive_lattice",
    "interactive_leak",
    "interactive_line",
    "interactive_lstm_backward",
    "interactive_lstm_cell",
    "interactive_masks",
    "interactive_orders",
    "interactive_panel",
    "interactive_reader",
    "interactive_resets",
    "interactive_scale",
    "interactive_sentence",
    "interactive_sight",
    "interactive_step_time",
    "interactive_surprise",
    "interactive_switchboard",
    "interactive_tank",
    "interactive_terms",
    "interactive_time_scales",
    "interactive_transitions",
    "interactive_twins",
    "interactive_unfolding",
    "interactive_units",
    "interactive_xor",
    "kept_terms",
    "lag_run",
    "lattice_example",
    "leaky_counter",
    "new_figure",
    "newton_errors",
    "newton_exponent",
    "newton_problem",
    "plain_letters",
    "play_spikes",
    "ranking",
    "recorded_attention",
    "recorded_cures",
    "recorded_nets",
    "recorded_newton",
    "recorded_players",
    "recorded_readers",
    "recorded_rules",
    "recorded_translators",
    "right_side",
    "sentence_inputs",
    "shift_images",
    "static_figure",
    "static_figures",
    "step_parts",
    "styled",
    "svg_bytes",
    "unrolled_places",
    "use_style",
    "with_frames",
    "with_player",
    "with_sliders",
    "word_pixels",
    "write_static_figures",
]
