"""The players of lesson 23: do they play by the rules, and does training move them?"""

import itertools

import numpy as np
import pytest
import torch

from lstm_utils.tasks import evolino, maze_evolution, player_training, step_costs
from lstm_utils.tasks.invaders import Invaders
from lstm_utils.tasks.players import losses, play
from lstm_utils.tasks.t_maze import EAST, NORTH, SOUTH, TMaze


@pytest.mark.parametrize("memory", [True, False])
def test_a_record_is_consistent(memory):
    """Have all parts the shape (T, B), and do both losses have gradients?"""
    player = player_training.new_player("invaders", memory)
    game = Invaders(5, np.random.default_rng(0), 0.5)
    record = play(player, game, 12, player.start(5))
    parts = (record.logp, record.values, record.entropy)
    assert {tuple(part.shape) for part in parts} == {(12, 5)}
    assert {part.shape for part in record[3:7]} == {(12, 5)}
    assert record.last.shape == (5,)
    assert record.counts.all()
    policy, value, entropy = losses(record, 0.9, 0.9)
    (policy + value).backward()
    assert all(q.grad is not None for q in player.parameters())
    assert 0 < float(entropy.detach()) <= np.log(4) + 1e-6


def test_a_new_game_begins_with_a_state_of_0():
    """Is the state erased where a game ended, and kept elsewhere?"""
    player = player_training.new_player("invaders")
    game = Invaders(4, np.random.default_rng(0))
    game.bombs[1, 6] = True  # falls on the cannon, wherever it is
    record = play(player, game, 1, player.start(4))
    assert record.ended[0].tolist() == [False, True, False, False]
    zero = [not bool(h.any()) for h in record.state[1]]
    assert zero == [False, True, False, False]
    assert game.clock.tolist() == [1, 0, 1, 1]


def test_after_the_end_nothing_counts():
    """Without restart, does a maze count up to its end, and is the rest left out?"""
    player = player_training.new_player("maze", seed=1)
    game = TMaze(40, np.random.default_rng(0), length=1)
    record = play(player, game, 30, player.start(40), restart=False)
    first = np.where(record.ended.any(axis=0), record.ended.argmax(axis=0), len(record.ended))
    for n, end in enumerate(first):
        assert record.counts[: end + 1, n].all()
        assert not record.counts[end + 1 :, n].any()


def test_training_ends_at_a_share():
    """Does training end with the first report that reaches `until`, and not before?"""
    for until, reports in ((0.0, [1]), (1.1, [1, 2, 3])):
        player = player_training.new_player("maze", True, seed=0)
        game = TMaze(4, np.random.default_rng(0))
        settings = player_training.MAZE._replace(steps=4)
        curve = player_training.train_player(player, game, settings, 3, every=1, until=until)
        assert list(curve) == reports


@pytest.mark.parametrize("settings", [player_training.MAZE, player_training.INVADERS])
def test_training_changes_the_player(settings):
    """Do two updates report a share for each, and change all weights?"""
    name = "invaders" if settings.goes_on else "maze"
    player = player_training.new_player(name)
    rng = np.random.default_rng(0)
    game = Invaders(8, rng) if settings.goes_on else TMaze(8, rng, length=2)
    before = [q.detach().clone() for q in player.parameters()]
    curve = player_training.train_player(player, game, settings._replace(steps=8), 2, every=1)
    assert list(curve) == [1, 2]
    assert all(0 <= share <= 1 for share in curve.values())
    after = player.parameters()
    assert all(not torch.equal(a, b) for a, b in zip(before, after, strict=True))


def test_a_replay_ends_where_the_game_does():
    """Is a won game one without aliens, and is it the same for the same seed?"""
    player = player_training.new_player("invaders")
    games = player_training.replays(player, 30, 0.5, seed=3)
    for game in games:
        T = len(game.actions)
        assert (len(game.boards), len(game.seen), len(game.values)) == (T + 1, T, T)
        assert game.won == (not game.boards[-1, 1].any())
        assert game.boards[:-1, 1].any(axis=(1, 2)).all()
    again = player_training.replays(player, 30, 0.5, seed=3)
    assert [len(g.actions) for g in games] == [len(g.actions) for g in again]
    share = player_training.share_won(player, 0.5, n=30, seed=3)
    assert share == np.mean([g.won for g in games])


def test_the_maze_score_is_that_of_its_moves():
    """Do weights of 0 walk into a wall, and weights that remember get 4 points?"""
    theta = np.zeros(maze_evolution.WEIGHTS)
    W_ih, W_hh, b, W_out = maze_evolution.unpack(theta)
    assert [part.shape for part in (W_ih, W_hh, b, W_out)] == [(16, 3), (16, 4), (16,), (4, 4)]
    assert maze_evolution.maze_score(theta) == pytest.approx(-0.1 * 3 * maze_evolution.LENGTH)
    b[:4], b[4:8], b[8:10], b[12:] = 9, [9, -9, -9, -9], 9, 9  # the parts are views of theta
    W_ih[0], b[0] = [-18, 18, 18], -27  # unit 0 is written at the sign 011, and kept
    W_ih[10] = [-9, 9, -9]  # unit 2 is positive at the junction only; unit 1 always is
    W_out[EAST, 1] = 2
    W_out[NORTH] = [1, 0, 3, 0]
    W_out[SOUTH] = [-1, 0.5, 3, 0]
    assert maze_evolution.maze_score(theta) == pytest.approx(4)


def test_evolution_never_loses_its_best():
    """Does the error of the best net only fall, and is it that of the population?"""
    population, best = evolino.evolve(3, np.random.default_rng(0), P=8)
    assert all(b <= a for a, b in itertools.pairwise(best))
    errors = evolino.errors(population)
    assert errors[0] == pytest.approx(best[-1])
    assert errors[0] == errors.min()
    series = evolino.two_sines(251)
    runs = evolino.free_runs(population, series, 200)
    right = evolino.two_sines(451)[251:]
    assert ((runs[:, 0] - right) ** 2).mean() == pytest.approx(best[-1])


def test_costs_grow_as_they_should():
    """Do RTRL's products grow 16-fold, BPTT's 4-fold and the diagonal net's 2-fold with 2H?"""
    one, two = (step_costs.multiplications(H, 2) for H in (500, 1000))
    ratios = [two[name] / one[name] for name in one]
    assert ratios == pytest.approx([16, 4, 2], rel=0.02)
    assert min(step_costs.seconds(3, 2).values()) > 0
