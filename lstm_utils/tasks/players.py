"""Nets that play games, and how they learn from rewards (lesson 23).

T = time steps, B = games side by side, I = inputs, A = actions, H = hidden units.
"""

from typing import NamedTuple, Protocol

import numpy as np
import torch
from torch import Tensor, nn

import lstm_utils.numpy_nets as nets
import lstm_utils.torch_nets as torch_nets
from lstm_utils.arrays import Array, BoolArray, IntArray

State = tuple[Tensor, Tensor]


class Game(Protocol):
    """What a game offers: `TMaze` and `Invaders` do."""

    n: int
    won: BoolArray

    def observe(self) -> Array:
        """Return (n, I) float32."""

    def step(self, actions: IntArray) -> tuple[Array, BoolArray]:
        """Return rewards (n,) and who ended (n,)."""

    def restart(self, which: BoolArray) -> None:
        """Start some games again."""


class Player(nn.Module):
    """A tanh layer and, with memory, an LSTM that reads it; logits of actions, and a value.

    The outputs read the layer and, with memory, the LSTM's h as well: a player with memory has
    all that one without has.
    """

    def __init__(self, I: int, A: int, H: int = 64, memory: bool = True) -> None:
        super().__init__()
        self.H, self.memory = H, memory
        self.layer = nn.Linear(I, H)
        self.core = nn.LSTMCell(H, H) if memory else None
        self.out = nn.Linear(2 * H if memory else H, A + 1)

    def start(self, n: int) -> State:
        """Return the state of n games that begin: h and c of 0, (n, H)."""
        return torch.zeros(n, self.H), torch.zeros(n, self.H)

    def forward(self, x: Tensor, state: State) -> tuple[Tensor, Tensor, State]:
        """Return logits (B, A), values (B,) and the next state."""
        read = torch.tanh(self.layer(x))
        if self.core is not None:
            state = self.core(read, state)
            read = torch.cat([read, state[0]], dim=1)
        z = self.out(read)
        return z[:, :-1], z[:, -1], state


class Record(NamedTuple):
    """What happened in T steps: tensors and arrays (T, B).

    counts: False after the end of a game that was not started again. won: which steps won a
    game. last: the estimate after the last step, (B,). state: h and c after the last step.
    """

    logp: Tensor
    values: Tensor
    entropy: Tensor
    rewards: Array
    ended: BoolArray
    won: BoolArray
    counts: BoolArray
    last: Array
    state: State


def play(player: Player, game: Game, steps: int, state: State, restart: bool = True) -> Record:
    """Play all games for a number of steps; actions are drawn from the player's probabilities.

    Args:
        player: Player.
        game: Game; changed in place.
        steps: T at most; without restart it stops where all games have ended.
        state: of the player, from `start` or from the last Record, detached.
        restart: whether a game that ends starts again, with a state of 0.

    Returns:
        Record.
    """
    rows: list[tuple] = []
    going = np.ones(game.n, bool)
    for _ in range(steps):
        z, value, state = player(torch.from_numpy(game.observe()), state)
        logp = z.log_softmax(dim=1)
        p = logp.exp()
        action = p.detach().multinomial(1)
        rewards, ended = game.step(action[:, 0].numpy())
        taken = logp.gather(1, action)[:, 0]
        rows.append((taken, value, -(p * logp).sum(dim=1), rewards, ended, game.won, going))
        if restart and ended.any():
            game.restart(ended)
            keep = torch.from_numpy(~ended).float()[:, None]
            state = state[0] * keep, state[1] * keep
        elif not restart:
            going = going & ~ended
            if not going.any():
                break
    with torch.no_grad():
        last = player(torch.from_numpy(game.observe()), state)[1].numpy()
    columns = list(zip(*rows, strict=True))
    logps, values, entropy = (torch.stack(column) for column in columns[:3])
    rewards, ends, won, counts = (np.array(column) for column in columns[3:])
    return Record(logps, values, entropy, rewards, ends, won, counts, last, state)


def losses(record: Record, gamma: float, lam: float) -> tuple[Tensor, Tensor, Tensor]:
    """Return the losses of policy and values, and the mean entropy, of steps that count."""
    values = record.values.detach().numpy()
    advantages = nets.gae(record.rewards, values, record.ended, record.last, gamma, lam)
    returns, counts = torch.from_numpy(advantages + values), torch.from_numpy(record.counts)
    policy, value = torch_nets.reinforce_loss(record.logp, record.values, returns, counts)
    return policy, value, record.entropy[counts].mean()
