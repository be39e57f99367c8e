"""Reading short programs in Python; the answer is what running them prints.

Level 1 assigns and calculates; level 2 has one loop or one choice; level 3 has a loop with a
condition, a function, or a list that changes.
"""

import contextlib
import io
from random import Random

from benchmarks.core_suite.items import Item

NAMES = "a b c k n p q r s t u v w x y z".split()
WORDS = "acorn bread cloud delta eagle flint grape heart ivory jewel koala lemon mango".split()
ASKED = {
    "en": (
        "What does this program print?",
        "What is printed?",
        "Which value does the last line print?",
    ),
    "zh": ("这段程序输出什么？", "运行后打印的结果是什么？", "最后一行输出的值是什么？"),
}

LEVELS: dict[int, tuple[str, ...]] = {
    1: (
        "{p} = {i}\n{q} = {p} + {j}\nprint({q})",
        "{p} = {i}\n{q} = {j}\nprint({p} * {q})",
        "{p} = {m}\n{q} = {p} - {i}\n{p} = {q} - {j}\nprint({p})",
        "{p} = [{i}, {m}, {j}, {o}]\nprint({p}[{x}])",
        '{p} = "{w}"\nprint(len({p}) + {i})',
        "{p} = {i}\n{p} = {p} + {p}\n{p} = {p} + {j}\nprint({p})",
        '{p} = "{w}"\n{q} = "{v}"\nprint({q} + {p})',
    ),
    2: (
        "{p} = {i}\nfor {q} in range({s}):\n    {p} = {p} + {j}\nprint({p})",
        "{p} = {m}\nif {p} > {o}:\n    {p} = {p} - {i}\nelse:\n    {p} = {p} + {j}\nprint({p})",
        "{p} = [{i}, {m}, {j}]\n{p}.append({o})\nprint({p}[1] + {p}[3])",
        "{p} = {m}\nwhile {p} > {j}:\n    {p} = {p} - {j}\nprint({p})",
        '{p} = "{w}"\nprint({p}[{x}] + {p}[{z}])',
        "{p} = {i}\n{q} = {m}\n{p}, {q} = {q}, {p} + {j}\nprint({q} - {s})",
        "{p} = {{'{w}': {i}, '{v}': {m}}}\n{p}['{w}'] = {p}['{v}'] + {j}\nprint({p}['{w}'])",
    ),
    3: (
        "{p} = 0\nfor {q} in [{i}, {m}, {j}, {o}]:\n    if {q} % 2 == 0:\n        {p} = {p} + {q}\nprint({p})",
        "def {q}({p}):\n    return {p} * {s} + {i}\n\nprint({q}({j}) - {q}(1))",
        "{p} = [{i}, {m}, {j}, {o}]\n{p}.sort()\n{p}.pop(0)\nprint({p}[0] + {p}[{y}])",
        "{p} = {i}\nfor {q} in range({s}):\n    {p} = {p} * 2\n    if {p} > {m}:\n        {p} = {p} - {m}\nprint({p})",
        '{p} = ""\nfor {q} in "{w}":\n    if {q} not in "aeiou":\n        {p} = {q} + {p}\nprint({p})',
        "{p} = 0\nfor {q} in range({i}, {m}):\n    if {q} % {s} == 0:\n        {p} = {p} + 1\nprint({p})",
        "{p} = [{i}, {j}]\nwhile len({p}) < 5:\n    {p}.append({p}[-1] + {p}[-2])\nprint({p}[{z}])",
    ),
}


def draw(random: Random, language: str, level: int) -> Item:
    """A program and the question what it prints."""
    p, q = random.sample(NAMES, 2)
    w, v = random.sample(WORDS, 2)
    values = {
        "p": p, "q": q, "w": w, "v": v, "i": random.randint(2, 9), "j": random.randint(3, 12),
        "m": random.randint(13, 40), "o": random.randint(5, 30), "s": random.randint(2, 4),
        "x": random.randrange(4), "y": random.randint(1, 2), "z": random.randint(2, 4),
    }  # fmt: skip
    source = random.choice(LEVELS[level]).format(**values)
    return Item(f"{source}\n{random.choice(ASKED[language])}", (printed(source),))


def printed(source: str) -> str:
    """What a program prints; the programs are those of this module only."""
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        exec(compile(source, "sample", "exec"), {})
    return output.getvalue().strip()
