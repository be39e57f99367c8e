"""Slow reference of `joint_goal_accuracy`."""

import re
from math import prod

PROVENANCE = "the rules of the scorer of Schema-Guided Dialogue and of token_sort_ratio, by hand"
OPTIONS = [{}, {"match": "exact"}, {"categorical": "city, seats"}]
CASES = [
    (
        f"states {options or ''}".strip(),
        options,
        [
            "city: Paris; date: May 1st",
            "date = 1 May\ncity = Paris",
            "none",
            "city: Paris",
            "city: paris; date: May 1",
            "seats: 2; city: Lyon; seats: 3",
            "time: 5:30 pm",
            "",
            "name: Café Müller; time: 5",
        ],
        [
            ["city: Paris; date: May 1st", "city: Paris; date: 1st of May"],
            "city: Paris; date: May 1",
            "none",
            "city: Paris; date: May 1",
            ["city: Paris, France; date: May 1", "city: Paris; date: May 1"],
            "city: Lyon; seats: 2",
            ["time: 17:30", "time: 5:30 pm"],
            "seats: 2",
            "name: Caf Mller; time: 5 pm",
        ],
    )
    for options in OPTIONS
]


def draw(rng, n_samples):
    slots = ("city", "date", "seats")
    values = ("Paris", "paris", "Paris France", "May 1", "1 May", "2", "Zürich ß", "中文 Ω", "!")

    def state():
        pairs = [f"{slot}: {rng.choice(values)}" for slot in slots if rng.random() < 0.7]
        return rng.choice(("; ", "\n", ";")).join(pairs) or rng.choice(("none", ""))

    return (
        [state() for _ in range(n_samples)],
        [
            rng.choice((state(), [state() for _ in range(rng.randrange(1, 4))]))
            for _ in range(n_samples)
        ],
    )


def slots_of(state):
    found = {}
    for entry in re.split(r"[;\n]", state):
        parts = re.split(r"[:=]", entry, maxsplit=1)
        if len(parts) == 2 and parts[0].strip() and parts[1].strip():
            found.setdefault(parts[0].strip(), parts[1].strip())
    return found


def words_of(value):
    value = "".join(c for c in value if not "\x80" <= c <= "\xff")
    return " ".join(sorted(re.sub(r"\W", " ", value).lower().split()))


def common(left, right):
    row = [0] * (len(right) + 1)
    for x in left:
        above = row[:]
        for j, y in enumerate(right, start=1):
            row[j] = above[j - 1] + 1 if x == y else max(above[j], row[j - 1])
    return row[-1]


def similarity(left, right):
    left, right = words_of(left), words_of(right)
    if left == right:
        return 1.0
    return round(100 * 2 * common(left, right) / (len(left) + len(right))) / 100


def value(state, references, match="fuzzy", categorical=""):
    references = [references] if isinstance(references, str) else references
    fixed = {name.strip() for name in categorical.split(",")}
    given, wanted = slots_of(state), slots_of(references[0])
    if given.keys() != wanted.keys():
        return 0.0
    scores = []
    for slot in wanted:
        values = [each[slot] for each in map(slots_of, references) if slot in each]
        if slot in fixed:
            scores.append(float(values[0] == given[slot]))
        elif match == "exact":
            scores.append(float(given[slot] in values))
        else:
            scores.append(max(similarity(each, given[slot]) for each in values))
    return prod(scores)


def sample_scores(predictions, references, **options):
    return [value(p, r, **options) for p, r in zip(predictions, references, strict=True)]


def score(predictions, references, **options):
    values = sample_scores(predictions, references, **options)
    return {"joint_goal_accuracy": sum(values) / len(values)}
