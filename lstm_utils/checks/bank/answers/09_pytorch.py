# Made by `make course` from solutions/09_pytorch/09_pytorch.py: do not edit.
import statistics
import numpy as np
import torch
import lstm_utils.torch_nets as nets

# %% torch-lstm-step
def lstm_step(x, h, c, W_ih, W_hh, b):
    a = x @ W_ih.T + h @ W_hh.T + b
    i, f, g, o = a.chunk(4, dim=1)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(c), c

# %% torch-lstm-forward
def lstm_loop(x, h0, c0, W_ih, W_hh, b):
    h, c, hs = h0, c0, []
    for x_t in x:
        h, c, _ = nets.lstm_step(x_t, h, c, W_ih, W_hh, b)
        hs.append(h)
    return torch.stack(hs), c

# %% carry-state
def lstm_chunks(x, h0, c0, W_ih, W_hh, b, size):
    h, c, hs = h0, c0, []
    for chunk in x.split(size):
        out, c = nets.lstm_loop(chunk, h.detach(), c.detach(), W_ih, W_hh, b)
        h = out[-1]
        hs.append(out)
    return torch.cat(hs), c

# %% masked-forward
def lstm_masked(x, lengths, W_ih, W_hh, b):
    h = c = x.new_zeros(x.shape[1], W_hh.shape[1])
    hs = []
    for t, x_t in enumerate(x):
        h_t, c_t, _ = nets.lstm_step(x_t, h, c, W_ih, W_hh, b)
        running = (t < lengths)[:, None]
        h, c = torch.where(running, h_t, h), torch.where(running, c_t, c)
        hs.append(torch.where(running, h_t, 0))
    return torch.stack(hs), h, c

# %% benchmark
def benchmark(fn, synchronise, clock, warmup, repeats):
    for _ in range(warmup):
        fn()
    times = []
    for _ in range(repeats):
        synchronise()
        start = clock()
        fn()
        synchronise()
        times.append(clock() - start)
    return statistics.median(times)

# %% hoisted-lstm
def lstm_recurrence(a_x, h0, c0, W_hh):
    h, c, hs = h0, c0, []
    for a_t in a_x:
        i, f, g, o = torch.addmm(a_t, h, W_hh.T).chunk(4, dim=1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        h = torch.sigmoid(o) * torch.tanh(c)
        hs.append(h)
    return torch.stack(hs), c

# %% lstm-function
def recurrence_backward(dhs, dc, hs, cs, gates, W_hh):
    dh, das = torch.zeros_like(dc), []
    tanh_cs = torch.tanh(cs)
    for t in reversed(range(len(dhs))):
        (i, f, g, o), tanh_c = gates[t], tanh_cs[t + 1]
        dh = dhs[t] + dh
        dc = dc + dh * o * (1 - tanh_c**2)
        da_i = dc * g * i * (1 - i)
        da_f = dc * cs[t] * f * (1 - f)
        da_g = dc * i * (1 - g**2)
        da_o = dh * tanh_c * o * (1 - o)
        das.append(torch.cat([da_i, da_f, da_g, da_o], dim=1))
        dh, dc = das[-1] @ W_hh, dc * f
    da_x = torch.stack(das[::-1])
    dW_hh = da_x.flatten(0, 1).T @ hs[:-1].flatten(0, 1)
    return da_x, dh, dc, dW_hh
