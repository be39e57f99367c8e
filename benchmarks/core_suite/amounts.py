"""Arithmetic in words.

Level 1 takes one step; level 2 two steps; level 3 three steps, or two beside a number that plays no
part. All results are whole numbers up to a few hundred.
"""

from collections.abc import Callable
from random import Random

from benchmarks.core_suite.items import Item

Range = tuple[int, int]
Template = tuple[str, tuple[Range, ...], Callable[..., int]]

NAMES = (
    "Ada Ben Clara Dan Edith Finn Greta Hugo Iris Jonas Kira Leo Mona Nils Olga Paul Rosa Sam Tilda "
    "Una Viktor Wanda Yusuf Zoe"
).split()
PLANTS = "tulips beans roses lilies pumpkins leeks cabbages sunflowers".split()
THINGS = "stamps shells buttons marbles postcards coins badges pencils".split()
FOOD = "pears plums buns eggs rolls lemons peaches biscuits".split()
PLACES = "the library,the museum,the town hall,the school,the station,the clinic".split(",")

ENGLISH: dict[int, tuple[Template, ...]] = {
    1: (
        (
            "{name} planted {a} {plants} by the fence and {b} by the shed. How many {plants} is that?",
            ((11, 49), (11, 49)),
            lambda a, b: a + b,
        ),
        (
            "Of {a} {food} in the basket, {name} and {other} ate {b}. How many {food} are left?",
            ((12, 40), (2, 9)),
            lambda a, b: a - b,
        ),
        (
            "A box holds {a} {things}. {name} filled {b} such boxes. How many {things} did {name} pack?",
            ((3, 12), (3, 9)),
            lambda a, b: a * b,
        ),
        (
            "{name} owns {a} {things}, {other} owns {b} fewer. How many does {other} own?",
            ((30, 80), (5, 25)),
            lambda a, b: a - b,
        ),
        (
            "{a} guests came to {place} before noon and {b} after it. How many came that day?",
            ((20, 60), (15, 39)),
            lambda a, b: a + b,
        ),
        (
            "A ticket to {place} costs {a} euros. What do {b} tickets cost, in euros?",
            ((4, 15), (3, 8)),
            lambda a, b: a * b,
        ),
        (
            "{name} shares {c} {food} equally among {b} children. How many does each child get?",
            ((3, 9), (3, 8)),
            lambda a, b: a,
        ),
        (
            "Yesterday {name} read {a} pages, today {b} more than yesterday. How many pages today?",
            ((14, 45), (6, 30)),
            lambda a, b: a + b,
        ),
    ),
    2: (
        (
            "{name} bought {a} bags of {b} {food} each and gave {d} {food} to {other}. "
            "How many {food} does {name} still have?",
            ((3, 6), (6, 12), (4, 15)),
            lambda a, b, d: a * b - d,
        ),
        (
            "The bus to {place} left with {a} people. At the bridge {b} got off and {d} got on. "
            "How many were on it then?",
            ((25, 45), (6, 18), (3, 15)),
            lambda a, b, d: a - b + d,
        ),
        (
            "{name} has {a} {things}. {other} has {b} times as many. How many do they have together?",
            ((6, 20), (2, 5)),
            lambda a, b: a * (b + 1),
        ),
        (
            "A notebook costs {a} euros and a pen {b} euros. {name} buys {d} notebooks and one pen. "
            "How many euros is that?",
            ((3, 9), (2, 6), (3, 7)),
            lambda a, b, d: a * d + b,
        ),
        (
            "{name} set {a} rows of {b} {plants}; {d} of them froze in March. How many {plants} lived?",
            ((4, 9), (5, 12), (3, 14)),
            lambda a, b, d: a * b - d,
        ),
        (
            "{name} pays for {b} {food} at {a} cents apiece and hands over {d} euros. "
            "How many cents come back?",
            ((20, 45), (4, 8), (4, 6)),
            lambda a, b, d: 100 * d - a * b,
        ),
        (
            "{place_}'s hall has {a} rows of {b} chairs. {d} chairs are empty. "
            "How many people are seated?",
            ((6, 12), (8, 15), (7, 30)),
            lambda a, b, d: a * b - d,
        ),
    ),
    3: (
        (
            "{name}, who is {e}, sells {a} {food} on Monday, twice as many on Tuesday and {b} on "
            "Friday. How many {food} is that in all?",
            ((12, 30), (11, 40), (31, 60)),
            lambda a, b, e: 3 * a + b,
        ),
        (
            "{a} crates with {b} {food} each reach {place}. {d} {food} are bad; the rest is shared "
            "equally by 2 kitchens. How many does each kitchen get?",
            ((4, 8), (10, 16), (2, 9)),
            lambda a, b, d: (a * b - d) // 2,
        ),
        (
            "{name} saves {a} euros a week for {b} weeks, spends {d} euros on a lamp and then gets {e} "
            "euros from {other}. How many euros does {name} have?",
            ((8, 15), (5, 9), (12, 30), (5, 20)),
            lambda a, b, d, e: a * b - d + e,
        ),
        (
            "On {b} shelves {name} keeps {a} {things} each, and {d} more in a drawer. {other} takes a "
            "third of them all. How many {things} remain?",
            ((6, 12), (3, 6), (3, 20)),
            lambda a, b, d: (a * b + d) * 2 // 3,
        ),
        (
            "Line {e} carried {a} people to {place} in the morning, {b} fewer at noon, and in the "
            "evening as many as at both times together. How many people was that in the whole day?",
            ((40, 70), (8, 30), (2, 19)),
            lambda a, b, e: 2 * (2 * a - b),
        ),
        (
            "{name} is {a} years old and {other} is {b} years older. In {d} years, how old will the two "
            "be together?",
            ((8, 20), (3, 15), (2, 9)),
            lambda a, b, d: 2 * a + b + 2 * d,
        ),
        (
            "A path of {a} metres gets a post every {b} metres, one at each end too. Each post carries "
            "{d} flags. How many flags are needed?",
            ((4, 12), (3, 6), (2, 5)),
            lambda a, b, d: (a // b + 1) * d,
        ),
    ),
}

NAMES_ZH = "小林 阿芳 老周 晓梅 建国 小雨 大勇 思远 秀兰 志强 小燕 明哲 阿宝 雪晴 立新 玉珍".split()
FRUIT = "个苹果 个梨 个桃子 个橙子 颗草莓 根香蕉 个石榴".split()
GOODS = "张邮票 支铅笔 本漫画 枚硬币 块积木 张贴纸 颗弹珠 把折扇".split()
PLACES_ZH = "图书馆 博物馆 体育馆 少年宫 植物园 音乐厅".split()

CHINESE: dict[int, tuple[Template, ...]] = {
    1: (
        (
            "{name}有{a}{goods}，送给{other}{b}{unit}，还剩几{unit}？",
            ((25, 80), (6, 20)),
            lambda a, b: a - b,
        ),
        (
            "{place}上午来了{a}人，下午来了{b}人，全天一共来了多少人？",
            ((25, 60), (15, 39)),
            lambda a, b: a + b,
        ),
        (
            "一盒装{a}{goods}，{name}买了{b}盒，共有多少{unit}？",
            ((4, 12), (3, 9)),
            lambda a, b: a * b,
        ),
        (
            "{name}把{c}{fruit}平均分给{b}个孩子，每人得几{unit2}？",
            ((3, 9), (3, 8)),
            lambda a, b: a,
        ),
        (
            "{name}今年{a}岁，比{other}大{b}岁，{other}今年多少岁？",
            ((30, 60), (3, 20)),
            lambda a, b: a - b,
        ),
        ("{place}的门票每张{a}元，{b}张票要多少元？", ((5, 15), (3, 8)), lambda a, b: a * b),
        (
            "{name}昨天写了{a}个大字，今天多写{b}个，今天写了多少个？",
            ((14, 45), (6, 30)),
            lambda a, b: a + b,
        ),
    ),
    2: (
        (
            "{name}买了{a}袋水果，每袋{b}{fruit}，路上吃掉{d}{unit2}，到家时还有多少{unit2}？",
            ((3, 6), (6, 12), (3, 12)),
            lambda a, b, d: a * b - d,
        ),
        (
            "开往{place}的公交车上原有{a}人，到桥头站下去{b}人，又上来{d}人，现在车上有多少人？",
            ((25, 45), (6, 18), (3, 15)),
            lambda a, b, d: a - b + d,
        ),
        (
            "{name}攒了{a}{goods}，{other}攒的是{name}的{b}倍，两人一共有多少{unit}？",
            ((6, 20), (2, 5)),
            lambda a, b: a * (b + 1),
        ),
        (
            "一本练习本{a}元，一个书包{b}元。{name}要{d}本练习本和一个书包，应付多少元？",
            ((3, 9), (35, 80), (3, 7)),
            lambda a, b, d: a * d + b,
        ),
        (
            "{place}的小厅有{a}排座位，每排{b}个，今晚空着{d}个，坐了多少人？",
            ((6, 12), (8, 15), (7, 30)),
            lambda a, b, d: a * b - d,
        ),
        (
            "{name}每天跳绳{a}下，跳了{b}天；{other}总共比{name}少跳{d}下，{other}跳了多少下？",
            ((20, 60), (3, 7), (10, 50)),
            lambda a, b, d: a * b - d,
        ),
        (
            "鸡舍里有{a}只母鸡，鸭棚里的鸭子比母鸡多{b}只，{name}家鸡鸭合起来有多少只？",
            ((12, 40), (3, 15)),
            lambda a, b: 2 * a + b,
        ),
    ),
    3: (
        (
            "{e}岁的{name}周一卖出{a}{fruit}，周二卖出的是周一的两倍，周五卖出{b}{unit2}，"
            "三天共卖出多少{unit2}？",
            ((12, 30), (11, 40), (31, 60)),
            lambda a, b, e: 3 * a + b,
        ),
        (
            "食堂运来{a}筐，每筐{b}{fruit}，挑出{d}{unit2}坏的，余下的平均分给两个班，每班分到多少{unit2}？",
            ((4, 8), (10, 16), (2, 9)),
            lambda a, b, d: (a * b - d) // 2,
        ),
        (
            "{name}每周存{a}元，存了{b}周后花{d}元买台灯，{other}又还给{name}{e}元，{name}现在有多少元？",
            ((18, 35), (5, 9), (42, 80), (5, 20)),
            lambda a, b, d, e: a * b - d + e,
        ),
        (
            "{name}的书架有{b}层，每层放{a}{goods}，抽屉里另有{d}{unit}。把总数的三分之一送给{place}后，"
            "还剩多少{unit}？",
            ((6, 12), (3, 6), (3, 20)),
            lambda a, b, d: (a * b + d) * 2 // 3,
        ),
        (
            "{e}路车早上运送{a}人去{place}，中午少运{b}人，傍晚运的人数等于早上和中午的总和，"
            "这一天共运送多少人？",
            ((40, 70), (8, 30), (2, 19)),
            lambda a, b, e: 2 * (2 * a - b),
        ),
        (
            "{name}今年{a}岁，{other}比{name}大{b}岁，再过{d}年两人的年龄加起来是多少？",
            ((8, 20), (3, 15), (2, 9)),
            lambda a, b, d: 2 * a + b + 2 * d,
        ),
        (
            "一条{a}米长的小路，从头到尾每隔{b}米立一根灯柱，两端都立，每根挂{d}盏灯笼，"
            "{name}要准备多少盏？",
            ((4, 12), (3, 6), (2, 5)),
            lambda a, b, d: (a // b + 1) * d,
        ),
    ),
}


def draw(random: Random, language: str, level: int) -> Item:
    """A word problem whose result is a whole number above zero."""
    while True:
        templates = (ENGLISH if language == "en" else CHINESE)[level]
        text, ranges, result = random.choice(templates)
        numbers = [random.randint(low, high) for low, high in ranges]
        values = dict(zip(_letters(text), numbers, strict=True))
        item = _fill(random, language, text, values, result)
        if item is not None:
            return item


def _letters(text: str) -> list[str]:
    """The numbers that a template shows, in the order of its ranges; `c` is a product."""
    return [k for k in "abde" if f"{{{k}}}" in text or (k == "a" and "{c}" in text)]


def _fill(
    random: Random,
    language: str,
    text: str,
    values: dict[str, int],
    result: Callable[..., int],
) -> Item | None:
    if "每隔{b}" in text or "every {b}" in text:
        values["a"] *= values["b"]
    answer = result(**values)
    thirds = "third" in text or "三分之一" in text
    halves = "equally by 2" in text or "平均分给两个班" in text
    whole = values["a"] * values.get("b", 0)
    if (
        (thirds and (whole + values["d"]) % 3)
        or (halves and (whole - values["d"]) % 2)
        or answer <= 0
    ):
        return None
    words = _english(random) if language == "en" else _chinese(random)
    shown = {**values, "c": whole}
    return Item(text.format(**words, **shown), (str(answer),))


def _english(random: Random) -> dict[str, str]:
    name, other = random.sample(NAMES, 2)
    place = random.choice(PLACES)
    return {
        "name": name,
        "other": other,
        "plants": random.choice(PLANTS),
        "things": random.choice(THINGS),
        "food": random.choice(FOOD),
        "place": place,
        "place_": place.capitalize(),
    }


def _chinese(random: Random) -> dict[str, str]:
    name, other = random.sample(NAMES_ZH, 2)
    goods, fruit = random.choice(GOODS), random.choice(FRUIT)
    return {
        "name": name,
        "other": other,
        "goods": goods,
        "unit": goods[0],
        "fruit": fruit,
        "unit2": fruit[0],
        "place": random.choice(PLACES_ZH),
    }
