# %% torch-lstm-step wrong: h returned is tanh(c)
def lstm_step(x, h, c, W_ih, W_hh, b):
    i, f, g, o = (x @ W_ih.T + h @ W_hh.T + b).chunk(4, dim=1)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return torch.tanh(c), c
# %% torch-lstm-step wrong: order of results
def lstm_step(x, h, c, W_ih, W_hh, b):
    i, f, g, o = (x @ W_ih.T + h @ W_hh.T + b).chunk(4, dim=1)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return c, torch.sigmoid(o) * torch.tanh(c)
# %% torch-lstm-forward wrong: c0 at each step
def lstm_loop(x, h0, c0, W_ih, W_hh, b):
    h, hs = h0, []
    for xt in x:
        h, c, _ = nets.lstm_step(xt, h, c0, W_ih, W_hh, b)
        hs.append(h)
    return torch.stack(hs), c
# %% torch-lstm-forward wrong: stack along dim 1
def lstm_loop(x, h0, c0, W_ih, W_hh, b):
    h, c, hs = h0, c0, []
    for xt in x:
        h, c, _ = nets.lstm_step(xt, h, c, W_ih, W_hh, b)
        hs.append(h)
    return torch.stack(hs, dim=1), c
# %% carry-state wrong: no_grad around the loop
def lstm_chunks(x, h0, c0, W_ih, W_hh, b, size):
    h, c, out = h0, c0, []
    for part in x.split(size):
        with torch.no_grad():
            hs, c = nets.lstm_loop(part, h, c, W_ih, W_hh, b)
        h = hs[-1]
        out.append(hs)
    return torch.cat(out), c
# %% carry-state wrong: x detached
def lstm_chunks(x, h0, c0, W_ih, W_hh, b, size):
    h, c, out = h0, c0, []
    for part in x.detach().split(size):
        hs, c = nets.lstm_loop(part, h.detach(), c.detach(), W_ih, W_hh, b)
        h = hs[-1]
        out.append(hs)
    return torch.cat(out), c
# %% masked-forward wrong: lengths - 1
def lstm_masked(x, lengths, W_ih, W_hh, b):
    h = c = x.new_zeros(x.shape[1], W_hh.shape[1])
    hs = []
    for t in range(len(x)):
        hn, cn, _ = nets.lstm_step(x[t], h, c, W_ih, W_hh, b)
        m = (t < lengths - 1)[:, None]
        h, c = torch.where(m, hn, h), torch.where(m, cn, c)
        hs.append(torch.where(m, h, 0.0))
    return torch.stack(hs), h, c
# %% masked-forward wrong: mask not (B, 1)
def lstm_masked(x, lengths, W_ih, W_hh, b):
    h = c = x.new_zeros(x.shape[1], W_hh.shape[1])
    hs = []
    for t in range(len(x)):
        hn, cn, _ = nets.lstm_step(x[t], h, c, W_ih, W_hh, b)
        m = t < lengths
        h, c = torch.where(m, hn, h), torch.where(m, cn, c)
        hs.append(torch.where(m, h, 0.0))
    return torch.stack(hs), h, c
# %% benchmark wrong: minimum
def benchmark(fn, synchronise, clock, warmup, repeats):
    for _ in range(warmup):
        fn()
    t = []
    for _ in range(repeats):
        synchronise()
        s = clock()
        fn()
        synchronise()
        t.append(clock() - s)
    return min(t)
# %% benchmark wrong: warmup ignored
def benchmark(fn, synchronise, clock, warmup, repeats):
    t = []
    for _ in range(repeats):
        synchronise()
        s = clock()
        fn()
        synchronise()
        t.append(clock() - s)
    return statistics.median(t)
# %% hoisted-lstm wrong: c0 at each step
def lstm_recurrence(a_x, h0, c0, W_hh):
    h, hs = h0, []
    for a in a_x:
        i, f, g, o = torch.addmm(a, h, W_hh.T).chunk(4, dim=1)
        c = torch.sigmoid(f) * c0 + torch.sigmoid(i) * torch.tanh(g)
        h = torch.sigmoid(o) * torch.tanh(c)
        hs.append(h)
    return torch.stack(hs), c
# %% hoisted-lstm wrong: output gate missing
def lstm_recurrence(a_x, h0, c0, W_hh):
    h, c, hs = h0, c0, []
    for a in a_x:
        i, f, g, o = torch.addmm(a, h, W_hh.T).chunk(4, dim=1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        h = torch.tanh(c)
        hs.append(h)
    return torch.stack(hs), c
# %% lstm-function wrong: dh not accumulated
def recurrence_backward(dhs, dc, hs, cs, gates, W_hh):
    T, _, B, H = gates.shape
    das = []
    for t in reversed(range(T)):
        i, f, g, o = gates[t]
        tc = torch.tanh(cs[t + 1])
        dh = dhs[t]
        dc = dc + dh * o * (1 - tc**2)
        da = torch.cat([dc * g * i * (1 - i), dc * cs[t] * f * (1 - f), dc * i * (1 - g**2), dh * tc * o * (1 - o)], 1)
        das.insert(0, da)
        dh, dc = da @ W_hh, dc * f
    da_x = torch.stack(das)
    return da_x, dh, dc, da_x.flatten(0, 1).T @ hs[:-1].flatten(0, 1)
# %% lstm-function wrong: order of the blocks f, i
def recurrence_backward(dhs, dc, hs, cs, gates, W_hh):
    T, _, B, H = gates.shape
    dh, das = torch.zeros_like(dc), []
    for t in reversed(range(T)):
        i, f, g, o = gates[t]
        tc = torch.tanh(cs[t + 1])
        dh = dhs[t] + dh
        dc = dc + dh * o * (1 - tc**2)
        da = torch.cat([dc * cs[t] * f * (1 - f), dc * g * i * (1 - i), dc * i * (1 - g**2), dh * tc * o * (1 - o)], 1)
        das.insert(0, da)
        dh, dc = da @ W_hh, dc * f
    da_x = torch.stack(das)
    return da_x, dh, dc, da_x.flatten(0, 1).T @ hs[:-1].flatten(0, 1)
