"""Logic grids: who has what, told by clues that leave exactly one solution.

Level 1 has three people and orders them; level 2 has three people and things, with denials; level 3
has four. Clues are taken away until each one left is needed.
"""

from collections.abc import Callable
from itertools import permutations
from random import Random

from benchmarks.core_suite.items import Item

NAMES = "Anna Boris Carla David Emil Flora Gina Henry Ines Jack Karin Luis Mara Noah".split()
NAMES_ZH = "小丁 阿梅 老何 小武 阿强 晓云 大明 小芸 阿宽 老秦 小夏 阿岚".split()
THINGS = (
    ("keeps a", "Who keeps the {}?", "cat dog parrot rabbit turtle pony".split()),
    ("plays the", "Who plays the {}?", "flute cello drum harp piano trumpet".split()),
    ("ordered the", "Who ordered the {}?", "soup salad pie pasta omelette stew".split()),
    ("wears the", "Who wears the {} hat?", "red blue green yellow white black".split()),
)
THINGS_ZH = (
    ("养的是", "养{}的是谁？", "猫 狗 鹦鹉 兔子 乌龟 金鱼".split()),
    ("学的是", "学{}的是谁？", "二胡 古筝 钢琴 笛子 琵琶 小号".split()),
    ("点的是", "点了{}的是谁？", "饺子 炒饭 米线 馄饨 烧饼 汤圆".split()),
    ("报名的是", "报名{}的是谁？", "跳高 长跑 铅球 接力 跳绳 拔河".split()),
)
ORDERS = (
    ("is taller than", "tallest", "shortest"),
    ("arrived before", "first to arrive", "last to arrive"),
    ("lives above", "highest up", "lowest down"),
    ("runs faster than", "fastest", "slowest"),
    ("is older than", "oldest", "youngest"),
)
ORDERS_ZH = (
    ("比{}高", "最高", "最矮"),
    ("比{}先到", "最先到", "最后到"),
    ("住得比{}高", "住得最高", "住得最低"),
    ("跑得比{}快", "跑得最快", "跑得最慢"),
    ("比{}年长", "最年长", "最年轻"),
)

Solution = tuple[int, ...]
Clue = tuple[str, Callable[[Solution], bool]]


def draw(random: Random, language: str, level: int) -> Item:
    """Clues and a question about one person."""
    if level == 1:
        return _order(random, language)
    return _match(random, language, level + 1)


def _order(random: Random, language: str) -> Item:
    if language == "en":
        names, (word, top, bottom) = random.sample(NAMES, 3), random.choice(ORDERS)
        said = [f"{names[k]} {word} {names[k + 1]}" for k in (0, 1)]
    else:
        names, (word, top, bottom) = random.sample(NAMES_ZH, 3), random.choice(ORDERS_ZH)
        said = [names[k] + word.format(names[k + 1]) for k in (0, 1)]
    random.shuffle(said)
    at_top = random.random() < 0.5
    end = top if at_top else bottom
    answer = names[0] if at_top else names[2]
    if language == "en":
        return Item(f"{said[0]}. {said[1]}. Who of the three is {end}?", (answer,))
    return Item(f"{said[0]}，{said[1]}。三人中谁{end}？", (answer,))


def _match(random: Random, language: str, n: int) -> Item:
    names = random.sample(NAMES if language == "en" else NAMES_ZH, n)
    verb, question, all_things = random.choice(THINGS if language == "en" else THINGS_ZH)
    things = random.sample(all_things, n)
    truth: Solution = tuple(random.sample(range(n), n))
    clues = _needed(random, _clues(language, names, things, verb, truth), n)
    asked = random.randrange(n)
    who = truth.index(asked)
    if language == "en":
        listed = ", ".join(things[:-1]) + " and " + things[-1]
        hats = " hats" if verb.startswith("wears") else ""
        head = f"{', '.join(names[:-1])} and {names[-1]} each have a different one of these{hats}: {listed}."
        text = " ".join([head, *(f"{said}." for said, _ in clues), question.format(things[asked])])
    else:
        head = f"{'、'.join(names)}{n}人，{'、'.join(things)}各占其一。"
        text = head + "".join(f"{said}。" for said, _ in clues) + question.format(things[asked])
    return Item(text, (names[who],))


def _clues(
    language: str, names: list[str], things: list[str], verb: str, truth: Solution
) -> list[Clue]:
    """Every denial that is true, and that one of two people has a thing."""
    n, found = len(names), []
    for who in range(n):
        for what in range(n):
            if truth[who] != what:
                said = _denied(language, names[who], verb, things[what])
                found.append((said, lambda s, who=who, what=what: s[who] != what))
    for one in range(n):
        for other in range(one + 1, n):
            for who in (one, other):
                what = truth[who]
                said = (
                    f"Either {names[one]} or {names[other]} has the {things[what]}{_hat(verb)}"
                    if language == "en"
                    else f"{things[what]}不是{names[one]}的就是{names[other]}的"
                )
                found.append((said, lambda s, a=one, b=other, w=what: w in (s[a], s[b])))
    return found


def _denied(language: str, name: str, verb: str, thing: str) -> str:
    if language == "zh":
        return f"{name}{verb.replace('的是', '的不是')}{thing}"
    plain, _, rest = verb.partition(" ")
    plain = {"keeps": "keep", "plays": "play", "ordered": "order", "wears": "wear"}[plain]
    helper = "did" if verb.startswith("ordered") else "does"
    article = "the" if verb == "keeps a" else rest
    return f"{name} {helper} not {plain} {article} {thing}{_hat(verb)}"


def _hat(verb: str) -> str:
    return " hat" if verb.startswith("wears") else ""


def _needed(random: Random, clues: list[Clue], n: int) -> list[Clue]:
    """A smallest set of clues: without any one of them there would be another solution."""
    kept = list(clues)
    random.shuffle(kept)
    for clue in list(kept):
        fewer = [each for each in kept if each is not clue]
        if _n_solutions(fewer, n) == 1:
            kept = fewer
    return kept


def _n_solutions(clues: list[Clue], n: int) -> int:
    return sum(all(holds(s) for _, holds in clues) for s in permutations(range(n)))
