# %% torch-lstm-step wrong: i and f are exchanged
def lstm_step(x, h, c, W_ih, W_hh, b):
    a = x @ W_ih.T + h @ W_hh.T + b
    f, i, g, o = a.chunk(4, dim=1)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(c), c
# %% torch-lstm-step wrong: h comes from the old c
def lstm_step(x, h, c, W_ih, W_hh, b):
    i, f, g, o = (x @ W_ih.T + h @ W_hh.T + b).chunk(4, dim=1)
    new_c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(c), new_c
# %% torch-lstm-step wrong: c is detached
def lstm_step(x, h, c, W_ih, W_hh, b):
    i, f, g, o = (x @ W_ih.T + h @ W_hh.T + b).chunk(4, dim=1)
    c = torch.sigmoid(f) * c.detach() + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(c), c
# %% torch-lstm-step wrong: softmax over the gates
def lstm_step(x, h, c, W_ih, W_hh, b):
    i, f, g, o = (x @ W_ih.T + h @ W_hh.T + b).chunk(4, dim=1)
    i, f = torch.softmax(i, dim=1), torch.softmax(f, dim=1)
    c = f * c + i * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(c), c
# %% torch-lstm-step right: linear and split by the size
def lstm_step(x, h, c, W_ih, W_hh, b):
    a = nn.functional.linear(x, W_ih, b) + nn.functional.linear(h, W_hh)
    i, f, g, o = torch.split(a, h.shape[1], dim=-1)
    c = torch.addcmul(f.sigmoid() * c, i.sigmoid(), g.tanh())
    return o.sigmoid().mul(c.tanh()), c
# %% torch-lstm-forward wrong: only the last h
def lstm_loop(x, h0, c0, W_ih, W_hh, b):
    h, c = h0, c0
    for x_t in x:
        h, c, _ = nets.lstm_step(x_t, h, c, W_ih, W_hh, b)
    return h, c
# %% torch-lstm-forward wrong: a float32 array is filled
def lstm_loop(x, h0, c0, W_ih, W_hh, b):
    T, B, H = len(x), *h0.shape
    hs, h, c = torch.zeros(T, B, H), h0, c0
    for t in range(T):
        h, c, _ = nets.lstm_step(x[t], h, c, W_ih, W_hh, b)
        hs[t] = h
    return hs, c
# %% torch-lstm-forward wrong: h0 at every step
def lstm_loop(x, h0, c0, W_ih, W_hh, b):
    hs, c = [], c0
    for x_t in x:
        h, c, _ = nets.lstm_step(x_t, h0, c, W_ih, W_hh, b)
        hs.append(h)
    return torch.stack(hs), c
# %% torch-lstm-forward right: pieces of one step are joined
def lstm_loop(x, h0, c0, W_ih, W_hh, b):
    pieces, state = [], (h0, c0)
    for t in range(x.size(0)):
        h, c, _ = nets.lstm_step(x[t], state[0], state[1], W_ih, W_hh, b)
        state = (h, c)
        pieces.append(h[None])
    return torch.cat(pieces, 0), state[1]
# %% carry-state wrong: nothing is detached
def lstm_chunks(x, h0, c0, W_ih, W_hh, b, size):
    h, c, parts = h0, c0, []
    for part in x.split(size):
        hs, c = nets.lstm_loop(part, h, c, W_ih, W_hh, b)[:2]
        h = hs[-1]
        parts.append(hs)
    return torch.cat(parts), c
# %% carry-state wrong: only h is detached
def lstm_chunks(x, h0, c0, W_ih, W_hh, b, size):
    h, c, parts = h0, c0, []
    for part in x.split(size):
        hs, c = nets.lstm_loop(part, h.detach(), c, W_ih, W_hh, b)[:2]
        h = hs[-1]
        parts.append(hs)
    return torch.cat(parts), c
# %% carry-state wrong: the outputs are detached, too
def lstm_chunks(x, h0, c0, W_ih, W_hh, b, size):
    h, c, parts = h0, c0, []
    for part in x.split(size):
        hs, c = nets.lstm_loop(part, h, c, W_ih, W_hh, b)[:2]
        hs, c = hs.detach(), c.detach()
        h = hs[-1]
        parts.append(hs)
    return torch.cat(parts), c
# %% masked-forward wrong: one step too long
def lstm_masked(x, lengths, W_ih, W_hh, b):
    T, B, _ = x.shape
    h = x.new_zeros(B, W_hh.shape[1])
    c, hs = torch.zeros_like(h), []
    for t in range(T):
        new_h, new_c, _ = nets.lstm_step(x[t], h, c, W_ih, W_hh, b)
        running = (t <= lengths)[:, None]
        h, c = torch.where(running, new_h, h), torch.where(running, new_c, c)
        hs.append(torch.where(running, h, torch.zeros_like(h)))
    return torch.stack(hs), h, c
# %% masked-forward wrong: hs keeps the old state after the end
def lstm_masked(x, lengths, W_ih, W_hh, b):
    T, B, _ = x.shape
    h = x.new_zeros(B, W_hh.shape[1])
    c, hs = torch.zeros_like(h), []
    for t in range(T):
        new_h, new_c, _ = nets.lstm_step(x[t], h, c, W_ih, W_hh, b)
        running = (t < lengths)[:, None]
        h, c = torch.where(running, new_h, h), torch.where(running, new_c, c)
        hs.append(h)
    return torch.stack(hs), h, c
# %% masked-forward wrong: the state is cleared after the end
def lstm_masked(x, lengths, W_ih, W_hh, b):
    T, B, _ = x.shape
    h = x.new_zeros(B, W_hh.shape[1])
    c, hs = torch.zeros_like(h), []
    for t in range(T):
        h, c, _ = nets.lstm_step(x[t], h, c, W_ih, W_hh, b)
        running = (t < lengths).to(x.dtype)[:, None]
        h, c = h * running, c * running
        hs.append(h)
    return torch.stack(hs), h, c
# %% masked-forward wrong: the last row for all sequences
def lstm_masked(x, lengths, W_ih, W_hh, b):
    T, B, _ = x.shape
    h = x.new_zeros(B, W_hh.shape[1])
    c, hs = torch.zeros_like(h), []
    for t in range(T):
        h, c, _ = nets.lstm_step(x[t], h, c, W_ih, W_hh, b)
        hs.append(h * (t < lengths)[:, None])
    return torch.stack(hs), h, c
# %% masked-forward right: a product with the mask
def lstm_masked(x, lengths, W_ih, W_hh, b):
    h = x.new_zeros(x.shape[1], W_hh.shape[1])
    c, hs = h.clone(), []
    mask = (torch.arange(len(x))[:, None] < lengths).to(x.dtype).unsqueeze(2)
    for x_t, m in zip(x, mask):
        new_h, new_c = nets.lstm_step(x_t, h, c, W_ih, W_hh, b)[:2]
        h, c = m * new_h + (1 - m) * h, m * new_c + (1 - m) * c
        hs.append(m * h)
    return torch.stack(hs), h, c
# %% benchmark wrong: the clock is read before waiting at the end
def benchmark(fn, synchronise, clock, warmup, repeats):
    for _ in range(warmup):
        fn()
    times = []
    for _ in range(repeats):
        synchronise()
        start = clock()
        fn()
        times.append(clock() - start)
        synchronise()
    return statistics.median(times)
# %% benchmark wrong: one measurement, divided
def benchmark(fn, synchronise, clock, warmup, repeats):
    for _ in range(warmup):
        fn()
    synchronise()
    start = clock()
    for _ in range(repeats):
        fn()
    synchronise()
    return (clock() - start) / repeats
# %% benchmark wrong: the first of the sorted times
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
    return sorted(times)[0]
# %% hoisted-lstm wrong: a sigmoid for the candidate, too
def lstm_recurrence(a_x, h0, c0, W_hh):
    h, c, hs = h0, c0, []
    for t in range(len(a_x)):
        a = torch.addmm(a_x[t], h, W_hh.T)
        i, f, g, o = torch.sigmoid(a).chunk(4, dim=1)
        c = f * c + i * g
        h = o * torch.tanh(c)
        hs.append(h)
    return torch.stack(hs), c
# %% hoisted-lstm wrong: the product of h0 only
def lstm_recurrence(a_x, h0, c0, W_hh):
    h, c, hs = h0, c0, []
    u = h0 @ W_hh.T
    for t in range(len(a_x)):
        i, f, g, o = (a_x[t] + u).chunk(4, dim=1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        h = torch.sigmoid(o) * torch.tanh(c)
        hs.append(h)
    return torch.stack(hs), c
# %% lstm-function wrong: dc is not carried by f
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
        dh = das[-1] @ W_hh
    da_x = torch.stack(das[::-1])
    dW_hh = da_x.flatten(0, 1).T @ hs[:-1].flatten(0, 1)
    return da_x, dh, dc, dW_hh
# %% lstm-function wrong: the states after the steps in dW_hh
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
    dW_hh = hs[1:].flatten(0, 1).T @ da_x.flatten(0, 1)
    return da_x, dh, dc, dW_hh.T
# %% lstm-function right: einsum for the weights
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
        dh = torch.matmul(das[-1], W_hh)
        dc = f * dc
    da_x = torch.stack(das[::-1])
    dW_hh = torch.einsum("tbk,tbh->kh", da_x, hs[:-1])
    return da_x, dh, dc, dW_hh
