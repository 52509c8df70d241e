"""Record what lesson 15 says about several seeds, and the film of its first picture.

The table goes to `lstm_utils/plots/inside_the_cell.json`; then run
`python -m lstm_utils.plots 15`.
"""

import json
import sys

import numpy as np

import lstm_utils.numpy_nets as nets
from lstm_utils import plots
from lstm_utils.plots.inside_the_cell import RECORDED, SHOWN
from lstm_utils.tasks import agreement_training as task
from lstm_utils.tasks.agreement import PEOPLE, accuracy_by_attractors, sentence

SHOWN_SEED = 3


def probes(params, rng):
    """Measure probes for gender, and for labels that mean nothing."""
    sentences = [sentence(rng, many=False) for _ in range(2000)]
    run = task.read(params, sentences).run
    nouns = task.noun_numbers(sentences)
    held_out = np.isin(nouns, [n for n in range(len(PEOPLE)) if n % 8 < 4])
    mixed = rng.random(len(nouns)) < 0.5
    due = task.states_at(run, [s.pronoun for s in sentences])
    subject = task.states_at(run, [2] * len(sentences))
    labels = [nets.control(nouns, rng) for _ in range(20)]
    many = [sentence(rng, many=True) for _ in range(2000)]
    forgotten = task.states_at(task.read(params, many).run, [s.pronoun for s in many])
    plural_nouns = task.noun_numbers(many)
    split = np.isin(plural_nouns, np.unique(nouns[held_out]))
    man = np.array([s.man for s in many]).astype(int)
    return {
        "probe": nets.probe(due, task.genders(sentences), held_out)[0],
        "control": np.mean([nets.probe(due, y, held_out)[0] for y in labels]),
        "control, same words": np.mean([nets.probe(subject, y, mixed)[0] for y in labels]),
        "gender of plurals": nets.probe(forgotten, man, split)[0],
    }


def uses(params, rng):
    """Measure which units show the gender, and which the net uses."""
    sentences = [sentence(rng, many=False) for _ in range(500)]
    found, right = task.read(params, sentences), task.genders(sentences)
    mask = found.run["x"].any(axis=2)
    mean = found.run["hs"][1:][mask].mean(axis=0)
    state = task.states_at(found.run, [s.pronoun for s in sentences])
    shows = nets.unit_accuracies(state, right)

    def accuracy(changed):
        return (task.pronouns(task.read(changed, sentences).z, sentences) == right).mean()

    zero = np.array([accuracy(nets.ablate(params, u)) for u in range(task.H)])
    kept = np.array([accuracy(nets.mean_ablate(params, u, mean[u])) for u in range(task.H)])
    a, b = task.pairs(rng, 200)
    one, other = (task.read(params, s).run for s in (a, b))

    def flips(u):
        hs = nets.patch(params, one, other, np.array([u]), 5)
        return (task.pronouns(task.logits(params, hs), b) == 1 - task.genders(b)).mean()

    flipped = np.array([flips(u) for u in range(task.H)])
    return {
        "units that show the gender": int((shows >= 0.98).sum()),
        "of these without effect": int(((shows >= 0.98) & (kept >= 0.98)).sum()),
        "zero less mean": float((kept - zero).max()),
        "patched unit": int(flipped.argmax()),
        "flipped": np.sort(flipped)[-1],
        "flipped by the next": np.sort(flipped)[-2],
    }


def measure(seed):
    """Train a net with possessives and one without, and measure."""
    params, rng = task.new_net(seed), np.random.default_rng([seed, 2])
    by_attractors = {}
    half = [sentence(np.random.default_rng(k), distractors=3) for k in range(1000)]
    many = np.array([s.many for s in half])

    def watch(update):
        right = task.verbs_right(task.read(params, half).z, half)
        found = accuracy_by_attractors(right, many, task.between(half))
        by_attractors[update] = {k: round(v, 3) for k, v in found.items()}

    task.train(params, seed, watch=watch)
    tested = {"test": {}, "8 distractors": {"distractors": 8}}
    found = {"seed": seed, "by attractors": by_attractors}
    for name, given in tested.items():
        sentences = [sentence(rng, **given) for _ in range(1000)]
        z = task.read(params, sentences).z
        found[f"verbs, {name}"] = task.verbs_right(z, sentences).mean()
        found[f"pronouns, {name}"] = (
            task.pronouns(z, sentences) == task.genders(sentences)
        ).mean()
    found |= probes(params, rng) | uses(params, rng)
    if seed == SHOWN_SEED:
        words = SHOWN.split()
        films = []
        for subject in (words[1], task.OTHER_GENDER[words[1]]):
            said = ["the", subject, *words[2:]]
            x = task.as_arrays([(*said, ".")])[0]
            films.append(plots.film(nets.sequence_net_forward(params, x)[1][1], said))
        found["film"] = {
            letter: rows.round(2).tolist()
            for letter, rows in plots.difference(*films).values.items()
        }
    bare = task.new_net(seed)
    task.train(bare, seed, possessives=False)
    sentences = [sentence(rng, many=False) for _ in range(1000)]
    answers = task.pronouns(task.read(bare, sentences).z, sentences)
    found["pronouns, no possessives"] = (answers == task.genders(sentences)).mean()
    return found


def main():
    """Run the seeds that are named, or five; replace their rows of the table."""
    known = json.loads(RECORDED.read_text(encoding="utf-8")) if RECORDED.exists() else []
    rows = {int(row["seed"]): row for row in known}
    for seed in map(int, sys.argv[1:] or range(5)):
        found = measure(seed)
        whole = {name: found.pop(name) for name in ("film", "by attractors") if name in found}
        shown = {name: round(float(value), 3) for name, value in found.items()}
        print(shown, flush=True)
        rows[seed] = shown | {"seed": seed} | whole
    table = [rows[seed] for seed in sorted(rows)]
    RECORDED.write_text(json.dumps(table) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
