"""Unit conversion.

Level 1 converts once; level 2 joins two units or steps down two units; level 3 needs a rate, a
remainder or a comparison. Everything comes out whole, or with one decimal digit.
"""

from random import Random

from benchmarks.core_suite.items import Item

# Larger unit, smaller unit, factor.
PAIRS = (
    ("metres", "centimetres", 100), ("kilometres", "metres", 1000), ("kilograms", "grams", 1000),
    ("hours", "minutes", 60), ("minutes", "seconds", 60), ("litres", "millilitres", 1000),
    ("days", "hours", 24), ("weeks", "days", 7), ("tonnes", "kilograms", 1000),
    ("euros", "cents", 100), ("centimetres", "millimetres", 10), ("dozens", "pieces", 12),
)  # fmt: skip
PAIRS_ZH = (
    ("米", "厘米", 100), ("千米", "米", 1000), ("千克", "克", 1000), ("小时", "分钟", 60),
    ("分钟", "秒", 60), ("升", "毫升", 1000), ("天", "小时", 24), ("星期", "天", 7),
    ("吨", "千克", 1000), ("元", "角", 10), ("厘米", "毫米", 10), ("斤", "两", 10), ("千克", "斤", 2),
)  # fmt: skip
THINGS = "rope,pipe,trail,ribbon,cable,wall,canal,hedge,tunnel,shelf".split(",")
THINGS_ZH = "绳子 水管 小路 彩带 电缆 围墙 水渠 篱笆".split()
GOODS = "rice flour sugar salt coffee seed sand clay".split()
GOODS_ZH = "大米 面粉 白糖 食盐 茶叶 绿豆 黄沙 木炭".split()


def draw(random: Random, language: str, level: int) -> Item:
    """A conversion whose answer is a number of the unit asked for."""
    makers = {1: (_once,), 2: (_joined, _parts), 3: (_rate, _rest, _compare)}[level]
    return random.choice(makers)(random, language)


def _number(value: float, unit: str) -> tuple[str, ...]:
    shown = f"{value:g}"
    return (shown, f"{shown} {unit}" if unit.isascii() else f"{shown}{unit}")


def _once(random: Random, language: str) -> Item:
    large, small, factor = random.choice(PAIRS if language == "en" else PAIRS_ZH)
    n = random.randint(2, 19)
    if random.random() < 0.6:
        if language == "en":
            text = random.choice((f"How many {small} are {n} {large}?", f"{n} {large} = how many {small}?",
                                  f"Write {n} {large} in {small}."))  # fmt: skip
        else:
            text = random.choice((f"{n}{large}等于多少{small}？", f"{n}{large}合多少{small}？"))
        return Item(text, _number(n * factor, small))
    if language == "en":
        text = f"How many {large} are {n * factor} {small}?"
    else:
        text = random.choice(
            (f"{n * factor}{small}是多少{large}？", f"把{n * factor}{small}换成{large}是多少？")
        )
    return Item(text, _number(n, large))


def _joined(random: Random, language: str) -> Item:
    large, small, factor = random.choice(PAIRS[:6] if language == "en" else PAIRS_ZH[:6])
    n, rest = random.randint(2, 9), random.randrange(5, factor, 5)
    if language == "en":
        text = random.choice((f"How many {small} are {n} {large} and {rest} {small} together?",
                              f"Turn {n} {large} {rest} {small} into {small} only."))  # fmt: skip
    else:
        text = random.choice((f"{n}{large}又{rest}{small}一共是多少{small}？",
                              f"把{n}{large}{rest}{small}全部化成{small}，是多少？"))  # fmt: skip
    return Item(text, _number(n * factor + rest, small))


def _parts(random: Random, language: str) -> Item:
    n, cut = random.choice((2, 3, 4, 6, 8)), random.choice((4, 5, 8, 10, 20, 25))
    each = n * 100 / cut
    if language == "en":
        thing = random.choice(THINGS)
        text = (
            f"A {thing} {n} metres long has {cut} equal parts. How many centimetres is each part?"
        )
        return Item(text, _number(each, "centimetres"))
    thing = random.choice(THINGS_ZH)
    text = f"{thing}长{n}米，平均分成{cut}段，每段多少厘米？"
    return Item(text, _number(each, "厘米"))


def _rate(random: Random, language: str) -> Item:
    per, minutes = random.choice((2, 3, 4, 5, 6, 8)), random.choice((15, 30, 45, 90, 120, 150))
    if language == "en":
        who = random.choice("A tap,A pump,A spring,A fountain,A hose".split(","))
        text = f"{who} gives {per} litres a minute. How many litres flow in {_hours(minutes)}?"
        return Item(text, _number(per * minutes, "litres"))
    who = random.choice("水龙头 水泵 山泉 喷泉 水管".split())
    text = f"{who}每分钟出水{per}升，{_hours_zh(minutes)}流出多少升？"
    return Item(text, _number(per * minutes, "升"))


def _hours(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    words = [f"{hours} hour{'s' if hours > 1 else ''}"] if hours else []
    words += [f"{rest} minutes"] if rest else []
    return " and ".join(words)


def _hours_zh(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    if hours and rest:
        return f"{hours}小时{rest}分钟"
    return f"{hours}小时" if hours else f"{rest}分钟"


def _rest(random: Random, language: str) -> Item:
    n, spoon, uses = (
        random.randint(2, 6),
        random.choice((40, 60, 75, 80, 120, 150)),
        random.randint(4, 12),
    )
    left = n * 1000 - spoon * uses
    if language == "en":
        goods = random.choice(GOODS)
        text = f"From {n} kilograms of {goods}, {uses} portions of {spoon} grams were taken. How many grams of {goods} remain?"
        return Item(text, _number(left, "grams"))
    goods = random.choice(GOODS_ZH)
    text = f"{n}千克{goods}，每次用{spoon}克，用了{uses}次，{goods}还剩多少克？"
    return Item(text, _number(left, "克"))


def _compare(random: Random, language: str) -> Item:
    large, small, factor = random.choice(PAIRS[:6] if language == "en" else PAIRS_ZH[:6])
    n = random.randint(2, 9)
    other = n * factor + random.choice((-1, 1)) * random.randrange(1, max(factor // 2, 2))
    gap = abs(other - n * factor)
    if language == "en":
        text = random.choice((f"What is the difference between {n} {large} and {other} {small}, in {small}?",
                              f"One label says {n} {large}, another {other} {small}. By how many {small} do they differ?"))  # fmt: skip
    else:
        text = random.choice((f"{n}{large}和{other}{small}相差多少{small}？",
                              f"一份写着{n}{large}，另一份写着{other}{small}，两份相差多少{small}？"))  # fmt: skip
    return Item(text, _number(gap, small))
