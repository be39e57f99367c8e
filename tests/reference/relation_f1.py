"""Slow reference of `relation_f1`."""

PROVENANCE = "the rules of the scorer of SemEval-2010 task 8, by hand"
OPTIONS = [
    {"average": average, "direction": direction}
    for average in ("macro", "micro")
    for direction in ("counted", "ignored", "classes")
]
NAMES = ["A(e1,e2)", "A(e2,e1)", "B(e1,e2)", "B(e2,e1)", "Other", "C"]
CASES = [
    (
        f"six {options}",
        options,
        ["A(e1,e2)", "A(e2,e1)", "Other", "B(e1,e2)", None, "C"],
        ["A(e1,e2)", "A(e1,e2)", "B(e2,e1)", "B(e1,e2)", "A(e2,e1)", "Other"],
    )
    for options in OPTIONS
]


def draw(rng, n_samples):
    references = ["A(e1,e2)", *rng.choices(NAMES[:5], k=n_samples)]
    return [r if rng.random() < 0.5 else rng.choice([*NAMES, None]) for r in references], references


def plain(label):
    return label.removesuffix("(e1,e2)").removesuffix("(e2,e1)")


def shares(correct, found, existing):
    precision = correct / found if found else 0.0
    recall = correct / existing if existing else 0.0
    total = precision + recall
    return 2 * precision * recall / total if total else 0.0, precision, recall


def score(predictions, references, average="macro", direction="counted", other="Other"):
    def merge(label):
        return label if label is None or direction == "classes" else plain(label)

    rows = []
    for name in sorted({merge(r) for r in references if r != other}):
        pairs = [*zip(predictions, references, strict=True)]
        same = [(p, r) for p, r in pairs if merge(p) == name and merge(r) == name]
        correct = sum(p == r or direction == "ignored" for p, r in same)
        rows.append(
            (
                correct,
                sum(merge(p) == name for p, _ in pairs),
                sum(merge(r) == name for _, r in pairs),
            )
        )
    if average == "micro":
        values = shares(*map(sum, zip(*rows, strict=True)))
    else:
        values = [sum(v) / len(rows) for v in zip(*(shares(*row) for row in rows), strict=True)]
    return dict(zip(("f1", "precision", "recall"), values, strict=True))
