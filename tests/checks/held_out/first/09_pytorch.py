# %% torch-lstm-step wrong: block order i f o g
def lstm_step(x, h, c, W_ih, W_hh, b):
    a = x @ W_ih.T + h @ W_hh.T + b
    i, f, o, g = a.chunk(4, dim=1)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(c), c
# %% torch-lstm-step wrong: detach of c
def lstm_step(x, h, c, W_ih, W_hh, b):
    i, f, g, o = (x @ W_ih.t() + h @ W_hh.t() + b).chunk(4, 1)
    c = torch.sigmoid(f) * c.detach() + torch.sigmoid(i) * torch.tanh(g)
    h = torch.sigmoid(o) * torch.tanh(c)
    return h, c
# %% torch-lstm-step wrong: numpy used
def lstm_step(x, h, c, W_ih, W_hh, b):
    a = torch.tensor(x @ W_ih.T + h @ W_hh.T + b)
    i, f, g, o = a.chunk(4, dim=1)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(c), c
# %% torch-lstm-step wrong: sigmoid missing on f
def lstm_step(x, h, c, W_ih, W_hh, b):
    a = torch.nn.functional.linear(x, W_ih, b) + torch.nn.functional.linear(h, W_hh)
    i, f, g, o = a.split(h.shape[1], dim=1)
    c = f * c + torch.sigmoid(i) * torch.tanh(g)
    return o.sigmoid() * c.tanh(), c
# %% torch-lstm-step wrong: chunk over dim 0
def lstm_step(x, h, c, W_ih, W_hh, b):
    a = x @ W_ih.T + h @ W_hh.T + b
    i, f, g, o = a.chunk(4)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(c), c
# %% torch-lstm-step wrong: c squashed and returned
def lstm_step(x, h, c, W_ih, W_hh, b):
    i, f, g, o = (x @ W_ih.T + h @ W_hh.T + b).chunk(4, dim=1)
    c = torch.tanh(torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g))
    return torch.sigmoid(o) * c, c
# %% torch-lstm-step right: addcmul
def lstm_step(x, h, c, W_ih, W_hh, b):
    a = torch.addmm(torch.addmm(b, x, W_ih.t()), h, W_hh.t())
    i, f, g, o = torch.unbind(a.view(len(x), 4, -1), 1)
    new = torch.addcmul(f.sigmoid() * c, i.sigmoid(), g.tanh())
    return o.sigmoid() * new.tanh(), new
# %% torch-lstm-step right: cat
def lstm_step(x, h, c, W_ih, W_hh, b):
    xh = torch.cat([x, h], dim=1)
    W = torch.cat([W_ih, W_hh], dim=1)
    a = torch.einsum("bi,ki->bk", xh, W) + b
    H = h.size(1)
    gates = torch.sigmoid(a)
    c_new = gates[:, H:2 * H] * c + gates[:, :H] * torch.tanh(a[:, 2 * H:3 * H])
    return gates[:, 3 * H:] * torch.tanh(c_new), c_new
# %% torch-lstm-forward wrong: zeros float32
def lstm_loop(x, h0, c0, W_ih, W_hh, b):
    T, B, _ = x.shape
    hs = torch.zeros(T, B, h0.shape[1])
    h, c = h0, c0
    for t in range(T):
        h, c, _ = nets.lstm_step(x[t], h, c, W_ih, W_hh, b)
        hs[t] = h
    return hs, c
# %% torch-lstm-forward wrong: two unpacked
def lstm_loop(x, h0, c0, W_ih, W_hh, b):
    h, c, hs = h0, c0, []
    for xt in x:
        h, c = nets.lstm_step(xt, h, c, W_ih, W_hh, b)
        hs.append(h)
    return torch.stack(hs), c
# %% torch-lstm-forward wrong: tensor of the list
def lstm_loop(x, h0, c0, W_ih, W_hh, b):
    h, c, hs = h0, c0, []
    for xt in x:
        h, c, _ = nets.lstm_step(xt, h, c, W_ih, W_hh, b)
        hs.append(h.detach())
    return torch.stack(hs), c
# %% torch-lstm-forward wrong: cat instead of stack
def lstm_loop(x, h0, c0, W_ih, W_hh, b):
    h, c, hs = h0, c0, []
    for t in range(len(x)):
        h, c, _ = nets.lstm_step(x[t], h, c, W_ih, W_hh, b)
        hs.append(h)
    return torch.cat(hs), c
# %% torch-lstm-forward wrong: h returned instead of c
def lstm_loop(x, h0, c0, W_ih, W_hh, b):
    h, c, hs = h0, c0, []
    for t in range(len(x)):
        h, c, _ = nets.lstm_step(x[t], h, c, W_ih, W_hh, b)
        hs.append(h)
    return torch.stack(hs), h
# %% torch-lstm-forward wrong: no_grad
def lstm_loop(x, h0, c0, W_ih, W_hh, b):
    h, c, hs = h0, c0, []
    with torch.no_grad():
        for t in range(len(x)):
            h, c, _ = nets.lstm_step(x[t], h, c, W_ih, W_hh, b)
            hs.append(h)
    return torch.stack(hs), c
# %% torch-lstm-forward right: unbind
def lstm_loop(x, h0, c0, W_ih, W_hh, b):
    state, hs = (h0, c0), []
    for xt in torch.unbind(x):
        state = nets.lstm_step(xt, *state, W_ih, W_hh, b)[:2]
        hs.append(state[0].unsqueeze(0))
    return torch.cat(hs, dim=0), state[1]
# %% torch-lstm-forward right: new_empty
def lstm_loop(x, h0, c0, W_ih, W_hh, b):
    hs = x.new_empty(x.shape[0], x.shape[1], h0.shape[1])
    h, c = h0, c0
    for t in range(x.size(0)):
        h, c = nets.lstm_step(x[t], h, c, W_ih, W_hh, b)[:2]
        hs[t] = h
    return hs, c
# %% carry-state wrong: no detach
def lstm_chunks(x, h0, c0, W_ih, W_hh, b, size):
    h, c, out = h0, c0, []
    for part in x.split(size):
        hs, c = nets.lstm_loop(part, h, c, W_ih, W_hh, b)
        h = hs[-1]
        out.append(hs)
    return torch.cat(out), c
# %% carry-state wrong: only h detached
def lstm_chunks(x, h0, c0, W_ih, W_hh, b, size):
    h, c, out = h0, c0, []
    for part in x.split(size):
        hs, c = nets.lstm_loop(part, h.detach(), c, W_ih, W_hh, b)
        h = hs[-1]
        out.append(hs)
    return torch.cat(out), c
# %% carry-state wrong: hs detached
def lstm_chunks(x, h0, c0, W_ih, W_hh, b, size):
    h, c, out = h0, c0, []
    for part in x.split(size):
        hs, c = nets.lstm_loop(part, h, c, W_ih, W_hh, b)
        hs, c = hs.detach(), c.detach()
        h = hs[-1]
        out.append(hs)
    return torch.cat(out), c
# %% carry-state wrong: h0 for each chunk
def lstm_chunks(x, h0, c0, W_ih, W_hh, b, size):
    pieces = []
    for start in range(0, len(x), size):
        hs, c = nets.lstm_loop(x[start:start + size], h0.detach(), c0.detach(), W_ih, W_hh, b)
        pieces.append(hs)
    return torch.cat(pieces), c
# %% carry-state wrong: chunk(size) instead of split
def lstm_chunks(x, h0, c0, W_ih, W_hh, b, size):
    h, c, pieces = h0, c0, []
    for part in torch.chunk(x, size):
        hs, c = nets.lstm_loop(part, h.detach(), c.detach(), W_ih, W_hh, b)
        h = hs[-1]
        pieces.append(hs)
    return torch.cat(pieces), c
# %% carry-state wrong: last c detached as well
def lstm_chunks(x, h0, c0, W_ih, W_hh, b, size):
    h, c, pieces = h0, c0, []
    for part in x.split(size):
        hs, c = nets.lstm_loop(part, h, c, W_ih, W_hh, b)
        h, c = hs[-1].detach(), c.detach()
        pieces.append(hs)
    return torch.cat(pieces), c
# %% carry-state right: range
def lstm_chunks(x, h0, c0, W_ih, W_hh, b, size):
    hs, c = [], c0
    h = h0
    for s in range(0, x.shape[0], size):
        with torch.no_grad():
            h, c = h.clone(), c.clone()
        part, c = nets.lstm_loop(x[s:s + size], h, c, W_ih, W_hh, b)
        h = part[-1]
        hs.extend(part)
    return torch.stack(hs), c
# %% carry-state right: recursion
def lstm_chunks(x, h0, c0, W_ih, W_hh, b, size):
    hs, c = nets.lstm_loop(x[:size], h0, c0, W_ih, W_hh, b)
    if len(x) <= size:
        return hs, c
    more, c = lstm_chunks(x[size:], hs[-1].detach(), c.detach(), W_ih, W_hh, b, size)
    return torch.vstack([hs, more]), c
# %% masked-forward wrong: h and c of the last step
def lstm_masked(x, lengths, W_ih, W_hh, b):
    T, B, _ = x.shape
    H = W_hh.shape[1]
    h = c = x.new_zeros(B, H)
    hs = []
    for t in range(T):
        h, c, _ = nets.lstm_step(x[t], h, c, W_ih, W_hh, b)
        hs.append(h * (t < lengths)[:, None])
    return torch.stack(hs), h, c
# %% masked-forward wrong: hs not zero after the end
def lstm_masked(x, lengths, W_ih, W_hh, b):
    T, B, _ = x.shape
    h = x.new_zeros(B, W_hh.shape[1])
    c = torch.zeros_like(h)
    hs = []
    for t in range(T):
        h_new, c_new, _ = nets.lstm_step(x[t], h, c, W_ih, W_hh, b)
        m = (t < lengths).unsqueeze(1)
        h = torch.where(m, h_new, h)
        c = torch.where(m, c_new, c)
        hs.append(h)
    return torch.stack(hs), h, c
# %% masked-forward wrong: <= lengths
def lstm_masked(x, lengths, W_ih, W_hh, b):
    T, B, _ = x.shape
    h = x.new_zeros(B, W_hh.shape[1])
    c = torch.zeros_like(h)
    hs = []
    for t in range(T):
        h_new, c_new, _ = nets.lstm_step(x[t], h, c, W_ih, W_hh, b)
        m = (t <= lengths).unsqueeze(1)
        h = torch.where(m, h_new, h)
        c = torch.where(m, c_new, c)
        hs.append(torch.where(m, h, torch.zeros_like(h)))
    return torch.stack(hs), h, c
# %% masked-forward wrong: c not frozen
def lstm_masked(x, lengths, W_ih, W_hh, b):
    T, B, _ = x.shape
    h = x.new_zeros(B, W_hh.shape[1])
    c = torch.zeros_like(h)
    hs = []
    for t in range(T):
        running = (t < lengths)[:, None]
        new, c, _ = nets.lstm_step(x[t], h, c, W_ih, W_hh, b)
        h = torch.where(running, new, h)
        hs.append(torch.where(running, new, 0.0))
    return torch.stack(hs), h, c
# %% masked-forward wrong: input masked only
def lstm_masked(x, lengths, W_ih, W_hh, b):
    T, B, _ = x.shape
    mask = (torch.arange(T)[:, None] < lengths).unsqueeze(-1)
    x = torch.where(mask, x, torch.zeros_like(x))
    h0 = x.new_zeros(B, W_hh.shape[1])
    hs, c = nets.lstm_loop(x, h0, h0, W_ih, W_hh, b)
    return hs * mask, hs[-1], c
# %% masked-forward wrong: gather at lengths, not lengths - 1
def lstm_masked(x, lengths, W_ih, W_hh, b):
    T, B, _ = x.shape
    h = c = x.new_zeros(B, W_hh.shape[1])
    hs, cs = [], []
    for t in range(T):
        h, c, _ = nets.lstm_step(x[t], h, c, W_ih, W_hh, b)
        hs.append(h)
        cs.append(c)
    hs, cs = torch.stack(hs), torch.stack(cs)
    idx = lengths.clamp(max=T - 1)
    mask = torch.arange(T).unsqueeze(1) < lengths
    return hs * mask.unsqueeze(2), hs[idx, torch.arange(B)], cs[idx, torch.arange(B)]
# %% masked-forward right: gather
def lstm_masked(x, lengths, W_ih, W_hh, b):
    T, B, _ = x.shape
    h = c = x.new_zeros(B, W_hh.shape[1])
    hs, cs = [], []
    for t in range(T):
        h, c, _ = nets.lstm_step(x[t], h, c, W_ih, W_hh, b)
        hs.append(h)
        cs.append(c)
    hs, cs = torch.stack(hs), torch.stack(cs)
    last = lengths - 1
    rows = torch.arange(B)
    mask = torch.arange(T).unsqueeze(1) < lengths
    return hs.masked_fill(~mask.unsqueeze(2), 0.0), hs[last, rows], cs[last, rows]
# %% masked-forward right: one sequence at a time
def lstm_masked(x, lengths, W_ih, W_hh, b):
    zero = x.new_zeros(1, W_hh.shape[1])
    columns, hl, cl = [], [], []
    for j, n in enumerate(lengths.tolist()):
        hs, c = nets.lstm_loop(x[:n, j:j + 1], zero, zero, W_ih, W_hh, b)
        hl.append(hs[-1])
        cl.append(c)
        columns.append(torch.cat([hs, x.new_zeros(len(x) - n, 1, W_hh.shape[1])]))
    return torch.cat(columns, 1), torch.cat(hl), torch.cat(cl)
# %% benchmark wrong: mean
def benchmark(fn, synchronise, clock, warmup, repeats):
    for _ in range(warmup):
        fn()
    times = []
    for _ in range(repeats):
        synchronise()
        t0 = clock()
        fn()
        synchronise()
        times.append(clock() - t0)
    return sum(times) / len(times)
# %% benchmark wrong: no synchronise before
def benchmark(fn, synchronise, clock, warmup, repeats):
    for _ in range(warmup):
        fn()
    times = []
    for _ in range(repeats):
        start = clock()
        fn()
        synchronise()
        times.append(clock() - start)
    return statistics.median(times)
# %% benchmark wrong: no synchronise after
def benchmark(fn, synchronise, clock, warmup, repeats):
    for _ in range(warmup):
        fn()
    ts = []
    for _ in range(repeats):
        synchronise()
        a = clock()
        fn()
        b = clock()
        ts.append(b - a)
    return np.median(ts)
# %% benchmark wrong: warmup timed
def benchmark(fn, synchronise, clock, warmup, repeats):
    times = []
    for _ in range(warmup + repeats):
        synchronise()
        start = clock()
        fn()
        synchronise()
        end = clock()
        times.append(end - start)
    return statistics.median(times)
# %% benchmark wrong: all in one go
def benchmark(fn, synchronise, clock, warmup, repeats):
    for _ in range(warmup):
        fn()
    synchronise()
    start = clock()
    for _ in range(repeats):
        fn()
    synchronise()
    return (clock() - start) / repeats
# %% benchmark wrong: time.perf_counter
def benchmark(fn, synchronise, clock, warmup, repeats):
    for _ in range(warmup):
        fn()
    times = []
    for _ in range(repeats):
        synchronise()
        start = time.time()
        fn()
        synchronise()
        times.append(time.time() - start)
    return statistics.median(times)
# %% benchmark wrong: sorted()[n // 2] for even n
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
    return sorted(times)[repeats // 2]
# %% benchmark right: np.quantile
def benchmark(fn, synchronise, clock, warmup, repeats):
    def once():
        synchronise()
        before = clock()
        fn()
        synchronise()
        return clock() - before
    for _ in range(warmup):
        fn()
    return float(np.quantile([once() for _ in range(repeats)], 0.5))
# %% benchmark right: torch-free sort
def benchmark(fn, synchronise, clock, warmup, repeats):
    n = 0
    while n < warmup:
        fn()
        n += 1
    d = []
    while len(d) < repeats:
        synchronise()
        a = clock()
        fn()
        synchronise()
        b = clock()
        d.append(b - a)
    d.sort()
    return (d[(repeats - 1) // 2] + d[repeats // 2]) / 2
# %% hoisted-lstm wrong: addmm with W_hh not transposed
def lstm_recurrence(a_x, h0, c0, W_hh):
    h, c, hs = h0, c0, []
    for a in a_x:
        a = torch.addmm(a, h, W_hh)
        i, f, g, o = a.chunk(4, dim=1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        h = torch.sigmoid(o) * torch.tanh(c)
        hs.append(h)
    return torch.stack(hs), c
# %% hoisted-lstm wrong: in place +=
def lstm_recurrence(a_x, h0, c0, W_hh):
    h, c, hs = h0, c0, []
    for t in range(len(a_x)):
        a = a_x[t]
        a += h @ W_hh.T
        i, f, g, o = a.chunk(4, dim=1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        h = torch.sigmoid(o) * torch.tanh(c)
        hs.append(h)
    return torch.stack(hs), c
# %% hoisted-lstm wrong: recurrent part missing
def lstm_recurrence(a_x, h0, c0, W_hh):
    h, c, hs = h0, c0, []
    for a in a_x:
        i, f, g, o = a.chunk(4, dim=1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        h = torch.sigmoid(o) * torch.tanh(c)
        hs.append(h)
    return torch.stack(hs), c
# %% hoisted-lstm wrong: h0 at each step
def lstm_recurrence(a_x, h0, c0, W_hh):
    c, hs = c0, []
    for a in a_x:
        i, f, g, o = torch.addmm(a, h0, W_hh.T).chunk(4, dim=1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        hs.append(torch.sigmoid(o) * torch.tanh(c))
    return torch.stack(hs), c
# %% hoisted-lstm wrong: f i swapped
def lstm_recurrence(a_x, h0, c0, W_hh):
    h, c, hs = h0, c0, []
    for a in a_x:
        f, i, g, o = torch.addmm(a, h, W_hh.T).chunk(4, dim=1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        h = torch.sigmoid(o) * torch.tanh(c)
        hs.append(h)
    return torch.stack(hs), c
# %% hoisted-lstm wrong: lists c, too
def lstm_recurrence(a_x, h0, c0, W_hh):
    h, c, hs, cs = h0, c0, [], []
    for a in a_x:
        i, f, g, o = torch.addmm(a, h, W_hh.T).chunk(4, dim=1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        h = torch.sigmoid(o) * torch.tanh(c)
        hs.append(h)
        cs.append(c)
    return torch.stack(hs), torch.stack(cs)
# %% hoisted-lstm right: baddbmm style
def lstm_recurrence(a_x, h0, c0, W_hh):
    M = W_hh.t().contiguous()
    h, c = h0, c0
    hs = []
    for t in range(a_x.shape[0]):
        pre = a_x[t] + h.mm(M)
        i, f, g, o = pre.view(h.shape[0], 4, -1).unbind(dim=1)
        c = c * f.sigmoid() + i.sigmoid() * g.tanh()
        h = o.sigmoid() * c.tanh()
        hs.append(h)
    return torch.stack(hs, dim=0), c
# %% hoisted-lstm right: linear
def lstm_recurrence(a_x, h0, c0, W_hh):
    H = h0.shape[-1]
    out = torch.empty_like(a_x[..., :H])
    rows = []
    h, c = h0, c0
    for a in a_x.unbind(0):
        a = a + nn.functional.linear(h, W_hh)
        s = torch.sigmoid(a)
        c = s[:, H:2 * H] * c + s[:, :H] * torch.tanh(a[:, 2 * H:3 * H])
        h = s[:, 3 * H:] * torch.tanh(c)
        rows.append(h)
    return torch.stack(rows).to(out.dtype), c
# %% lstm-function wrong: cs[t+1] for the forget gate
def recurrence_backward(dhs, dc, hs, cs, gates, W_hh):
    T, _, B, H = gates.shape
    dh = torch.zeros_like(dc)
    da_x = dhs.new_empty(T, B, 4 * H)
    for t in reversed(range(T)):
        i, f, g, o = gates[t]
        tc = torch.tanh(cs[t + 1])
        dh = dhs[t] + dh
        dc = dc + dh * o * (1 - tc**2)
        da = torch.cat([dc * g * i * (1 - i), dc * cs[t + 1] * f * (1 - f), dc * i * (1 - g**2), dh * tc * o * (1 - o)], dim=1)
        da_x[t] = da
        dh = da @ W_hh
        dc = dc * f
    return da_x, dh, dc, da_x.flatten(0, 1).T @ hs[:-1].flatten(0, 1)
# %% lstm-function wrong: hs[1:] for dW_hh
def recurrence_backward(dhs, dc, hs, cs, gates, W_hh):
    T, _, B, H = gates.shape
    dh = torch.zeros_like(dc)
    das = []
    for t in range(T - 1, -1, -1):
        i, f, g, o = gates[t]
        tc = torch.tanh(cs[t + 1])
        dh = dhs[t] + dh
        dc = dc + dh * o * (1 - tc * tc)
        da = torch.cat([dc * g * i * (1 - i), dc * cs[t] * f * (1 - f), dc * i * (1 - g * g), dh * tc * o * (1 - o)], dim=1)
        das.insert(0, da)
        dh, dc = da @ W_hh, dc * f
    da_x = torch.stack(das)
    return da_x, dh, dc, da_x.flatten(0, 1).T @ hs[1:].flatten(0, 1)
# %% lstm-function wrong: cs[t] in tanh
def recurrence_backward(dhs, dc, hs, cs, gates, W_hh):
    T, _, B, H = gates.shape
    dh = torch.zeros_like(dc)
    das = []
    for t in range(T - 1, -1, -1):
        i, f, g, o = gates[t]
        tc = torch.tanh(cs[t])
        dh = dhs[t] + dh
        dc = dc + dh * o * (1 - tc * tc)
        da = torch.cat([dc * g * i * (1 - i), dc * cs[t] * f * (1 - f), dc * i * (1 - g * g), dh * tc * o * (1 - o)], dim=1)
        das.insert(0, da)
        dh, dc = da @ W_hh, dc * f
    da_x = torch.stack(das)
    return da_x, dh, dc, da_x.flatten(0, 1).T @ hs[:-1].flatten(0, 1)
# %% lstm-function wrong: dhs in place
def recurrence_backward(dhs, dc, hs, cs, gates, W_hh):
    T, _, B, H = gates.shape
    dh = torch.zeros_like(dc)
    das = [None] * T
    for t in range(T - 1, -1, -1):
        i, f, g, o = gates[t]
        tc = torch.tanh(cs[t + 1])
        dh += dhs[t]
        dc += dh * o * (1 - tc * tc)
        da = torch.cat([dc * g * i * (1 - i), dc * cs[t] * f * (1 - f), dc * i * (1 - g * g), dh * tc * o * (1 - o)], dim=1)
        das[t] = da
        dh, dc = da @ W_hh, dc * f
    da_x = torch.stack(das)
    return da_x, dh, dc, da_x.flatten(0, 1).T @ hs[:-1].flatten(0, 1)
# %% lstm-function wrong: das in reversed order
def recurrence_backward(dhs, dc, hs, cs, gates, W_hh):
    T, _, B, H = gates.shape
    dh = torch.zeros_like(dc)
    das = []
    for t in range(T - 1, -1, -1):
        i, f, g, o = gates[t]
        tc = torch.tanh(cs[t + 1])
        dh = dhs[t] + dh
        dc = dc + dh * o * (1 - tc * tc)
        da = torch.cat([dc * g * i * (1 - i), dc * cs[t] * f * (1 - f), dc * i * (1 - g * g), dh * tc * o * (1 - o)], dim=1)
        das.append(da)
        dh, dc = da @ W_hh, dc * f
    da_x = torch.stack(das)
    return da_x, dh, dc, da_x.flatten(0, 1).T @ hs[:-1].flatten(0, 1)
# %% lstm-function wrong: dc not multiplied by f
def recurrence_backward(dhs, dc, hs, cs, gates, W_hh):
    T, _, B, H = gates.shape
    dh = torch.zeros_like(dc)
    da_x = torch.zeros(T, B, 4 * H, dtype=dhs.dtype)
    for t in range(T - 1, -1, -1):
        i, f, g, o = gates[t, 0], gates[t, 1], gates[t, 2], gates[t, 3]
        tc = torch.tanh(cs[t + 1])
        dh = dhs[t] + dh
        dc = dc + dh * o * (1 - tc * tc)
        da_x[t] = torch.cat([dc * g * i * (1 - i), dc * cs[t] * f * (1 - f), dc * i * (1 - g * g), dh * tc * o * (1 - o)], dim=1)
        dh = da_x[t] @ W_hh
    return da_x, dh, dc, torch.einsum("tbk,tbh->kh", da_x, hs[:-1])
# %% lstm-function right: einsum
def recurrence_backward(dhs, dc, hs, cs, gates, W_hh):
    das, dh = [], 0
    for t in range(len(dhs))[::-1]:
        i, f, g, o = gates[t].unbind(0)
        th = cs[t + 1].tanh()
        dh = dhs[t] + dh
        dc = dc + dh * o * (1 - th.square())
        blocks = (dc * g * (i - i**2), dc * cs[t] * (f - f**2), dc * i * (1 - g**2), dh * th * (o - o**2))
        das.append(torch.hstack(blocks))
        dh, dc = das[-1].matmul(W_hh), dc * f
    da_x = torch.stack(das[::-1])
    return da_x, dh, dc, torch.einsum("tbk,tbh->kh", da_x, hs[:-1])
# %% lstm-function right: slopes first
def recurrence_backward(dhs, dc, hs, cs, gates, W_hh):
    T, _, B, H = gates.shape
    slope = gates * (1 - gates)
    slope[:, 2] = 1 - gates[:, 2] ** 2
    da = torch.empty_like(gates)
    tanh_c = torch.tanh(cs[1:])
    dh, dc = torch.zeros_like(dc), dc.clone()
    dW = torch.zeros_like(W_hh)
    for t in range(T - 1, -1, -1):
        i, f, g, o = gates[t]
        dh = dh + dhs[t]
        dc += dh * o * (1 - tanh_c[t] ** 2)
        da[t] = torch.stack([dc * g, dc * cs[t], dc * i, dh * tanh_c[t]]) * slope[t]
        flat = da[t].permute(1, 0, 2).reshape(B, 4 * H)
        dW += flat.T @ hs[t]
        dh = flat @ W_hh
        dc = dc * f
    return da.transpose(1, 2).reshape(T, B, 4 * H), dh, dc, dW
