"""Train players by the policy gradient, on the T-maze and on Space Invaders (lesson 23)."""

from typing import NamedTuple

import numpy as np
import torch
from torch import nn

from lstm_utils.arrays import BoolArray

from . import invaders, t_maze
from .invaders import Replay
from .players import Game, Player, losses, play

GAMES = 64


class Settings(NamedTuple):
    """How a player learns.

    steps: of each update. goes_on: whether games go on from update to update; else all start
    again. rate: of Adam. falls: whether the rate falls to 0. gamma, lam: of gae. bonus: weight
    of the entropy.
    """

    steps: int
    goes_on: bool
    rate: float
    falls: bool
    gamma: float
    lam: float
    bonus: float


MAZE = Settings(30, False, rate=0.01, falls=False, gamma=0.98, lam=0.95, bonus=0.02)
INVADERS = Settings(20, True, rate=0.0015, falls=True, gamma=0.97, lam=0.95, bonus=0.01)
UPDATES = 600  # of Space Invaders: 768,000 frames


def train_player(
    player: Player,
    game: Game,
    settings: Settings,
    updates: int,
    every: int = 50,
    name: str = "",
    until: float = 2.0,
) -> dict[int, float]:
    """Train with Adam; gradients are clipped at a global norm of 1.

    Args:
        player: changed in place.
        game: changed in place.
        settings: Settings.
        updates: how many at most.
        every: updates from one report to the next.
        name: printed at each fourth report; "" prints nothing.
        until: share of games won, in a report, at which training ends.

    Returns:
        Share of the games won, of those that ended since the last report, by updates.
    """
    adam = torch.optim.Adam(player.parameters(), lr=settings.rate)
    state, curve, won, ended = player.start(game.n), {}, 0, 0
    for update in range(1, updates + 1):
        if not settings.goes_on:
            game.restart(np.ones(game.n, bool))
            state = player.start(game.n)
        record = play(player, game, settings.steps, state, settings.goes_on)
        state = record.state[0].detach(), record.state[1].detach()
        policy, value, entropy = losses(record, settings.gamma, settings.lam)
        adam.zero_grad()
        (policy + 0.5 * value - settings.bonus * entropy).backward()
        nn.utils.clip_grad_norm_(player.parameters(), 1.0)
        left = 1 - (update - 1) / updates if settings.falls else 1.0
        adam.param_groups[0]["lr"] = settings.rate * left
        adam.step()
        won += int((record.won & record.counts).sum())
        ended += int((record.ended & record.counts).sum() if settings.goes_on else game.n)
        if update % every == 0:
            curve[update], won, ended = won / max(ended, 1), 0, 0
            if name and len(curve) % 4 == 0:
                print(f"{name:15} {update:5,} updates, won {curve[update]:.0%}", flush=True)
            if curve[update] >= until:
                break
    return curve


def new_player(game: str, memory: bool = True, seed: int = 0, units: int = 0) -> Player:
    """Draw a player, forget biases of 1.

    Args:
        game: "maze" or "invaders".
        memory: LSTM or tanh layer.
        seed: of the weights, and of torch's generator, which draws the actions.
        units: hidden units; 0 for 16 in the maze, 64 in Space Invaders.
    """
    torch.manual_seed(seed)
    inputs, actions, usual = {
        "maze": (t_maze.INPUTS, len(t_maze.ACTIONS), 16),
        "invaders": (invaders.INPUTS, len(invaders.ACTIONS), 64),
    }[game]
    player = Player(inputs, actions, units or usual, memory)
    if isinstance(player.core, nn.LSTMCell):
        with torch.no_grad():
            player.core.bias_hh[player.H : 2 * player.H] += 1
    return player


def planes(game: invaders.Invaders) -> BoolArray:
    """Return all boards, (n, 4, 8, 8) bool: cannon, aliens, shot, bombs; never blank."""
    cannon = np.zeros((game.n, invaders.SIZE, invaders.SIZE), bool)
    cannon[np.arange(game.n), -1, game.cannon] = True
    return np.stack([cannon, game.aliens, game.shot, game.bombs], axis=1)


@torch.no_grad()
def replays(player: Player, n: int, blank: float, seed: int = 99) -> list[Replay]:
    """Play n games of Space Invaders to their ends, and keep all that happened.

    Args:
        player: Player.
        n: number of games.
        blank: probability of a blank frame.
        seed: of the game and of the actions.
    """
    generator = torch.Generator().manual_seed(seed)
    game = invaders.Invaders(n, np.random.default_rng(seed), blank)
    state, going = player.start(n), np.ones(n, bool)
    boards, rows, length, won = [planes(game)], [], np.zeros(n, int), np.zeros(n, bool)
    while going.any():
        x = game.observe()
        z, value, state = player(torch.from_numpy(x), state)
        actions = z.softmax(dim=1).multinomial(1, generator=generator)[:, 0].numpy()
        _, ended = game.step(actions)
        boards.append(planes(game))
        rows.append((x[:, : -len(invaders.ACTIONS)].any(axis=1), actions, value.numpy()))
        length[going] += 1
        won |= going & game.won
        going = going & ~ended
    seen, taken, values = (np.array(column) for column in zip(*rows, strict=True))
    all_boards = np.array(boards)
    return [
        Replay(all_boards[: T + 1, k], seen[:T, k], taken[:T, k], values[:T, k], bool(won[k]))
        for k, T in enumerate(length)
    ]


def share_won(player: Player, blank: float, n: int = 500, seed: int = 99) -> float:
    """Return the share of n new games that a player wins."""
    return float(np.mean([replay.won for replay in replays(player, n, blank, seed)]))
