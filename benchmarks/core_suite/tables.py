"""Small tables to look things up in.

Level 1 looks up one cell of four rows; level 2 finds a largest or smallest value or adds two cells
of five rows; level 3 counts or sums six rows under a condition.
"""

from random import Random

from benchmarks.core_suite.items import Item

KINDS = (
    ("Stall", "honey cheese soap bread fish flowers candles baskets tea", "Price", "Sold"),
    ("Hut", "Alder Birch Cedar Elm Hazel Maple Oak Rowan Willow", "Beds", "Years"),
    ("Boat", "Dora Gull Heron Minnow Otter Perch Swan Tern Wren", "Seats", "Trips"),
    ("Shelf", "atlases comics diaries novels plays poems scores travel maps", "Width", "Books"),
    ("Team", "Red Blue Green Gold White Black Grey Pink Brown", "Wins", "Goals"),
    ("Farm", "Brook Hill Lake Mill North South Stone Wood Meadow", "Cows", "Hens"),
)
KINDS_ZH = (
    ("摊位", "蜂蜜 豆腐 肥皂 馒头 鲜鱼 花卉 蜡烛 竹篮 茶叶", "单价", "销量"),
    ("小学", "一小 二小 三小 四小 五小 六小 七小 八小 九小", "男教师数", "女教师数"),
    ("游船", "白鹭 锦鲤 海鸥 翠鸟 水獭 天鹅 燕子 鸳鸯 蜻蜓", "座位数", "航次"),
    ("车间", "冲压 焊接 喷漆 装配 质检 包装 铸造 木工 电工", "机器数", "人数"),
    ("村庄", "杨柳 石桥 青山 梅岭 竹溪 枫林 松坡 荷塘 桃园", "水井数", "户数"),
    ("书架", "小说 诗歌 历史 漫画 字典 戏剧 地理 乐谱 游记", "借出册数", "在架册数"),
)


def draw(random: Random, language: str, level: int) -> Item:
    """A table and a question about it; the answer is a number or the name of a row."""
    kind, names, first, second = random.choice(KINDS if language == "en" else KINDS_ZH)
    n = level + 3
    rows = random.sample(names.split(), n)
    a = random.sample(range(3, 40), n)
    b = random.sample(range(12, 95), n)
    bar = " | "
    lines = [bar.join((kind, first, second))]
    lines += [bar.join(map(str, row)) for row in zip(rows, a, b, strict=True)]
    ask = {1: _one, 2: _two, 3: _three}[level]
    question, answer = ask(random, language, (kind, first, second), (rows, a, b))
    return Item("\n".join([*lines, question]), (answer,))


Head = tuple[str, str, str]
Columns = tuple[list[str], list[int], list[int]]


def _one(random: Random, language: str, head: Head, columns: Columns) -> tuple[str, str]:
    which, row = random.choice((1, 2)), random.randrange(len(columns[0]))
    name, value = columns[0][row], columns[which][row]
    if random.random() < 0.6:
        asked = (
            f"What is the number under {head[which]} for {name}?"
            if language == "en"
            else f"“{name}”这一行的{head[which]}是多少？"
        )
        return asked, str(value)
    asked = (
        f"Which {head[0].lower()} has {value} under {head[which]}?"
        if language == "en"
        else f"{head[which]}为{value}的是哪一行？只写名称。"
    )
    return asked, name


def _two(random: Random, language: str, head: Head, columns: Columns) -> tuple[str, str]:
    which = random.choice((1, 2))
    names, values, title = columns[0], columns[which], head[which]
    form = random.choice(("most", "least", "sum", "difference"))
    if form in ("most", "least"):
        value = max(values) if form == "most" else min(values)
        word = {"most": ("largest", "最大"), "least": ("smallest", "最小")}[form]
        asked = (
            f"Which {head[0].lower()} has the {word[0]} number under {title}?"
            if language == "en"
            else f"哪一行的{title}{word[1]}？只写名称。"
        )
        return asked, names[values.index(value)]
    x, y = random.sample(range(len(names)), 2)
    if form == "sum":
        asked = (
            f"Add the numbers under {title} for {names[x]} and {names[y]}. What is the result?"
            if language == "en"
            else f"“{names[x]}”与“{names[y]}”的{title}合计是多少？"
        )
        return asked, str(values[x] + values[y])
    x, y = (x, y) if values[x] > values[y] else (y, x)
    asked = (
        f"By how much is {title} greater for {names[x]} than for {names[y]}?"
        if language == "en"
        else f"“{names[x]}”的{title}比“{names[y]}”多多少？"
    )
    return asked, str(values[x] - values[y])


def _three(random: Random, language: str, head: Head, columns: Columns) -> tuple[str, str]:
    names, a, b = columns
    form = random.choice(("count", "sum", "second", "best"))
    bound = sorted(a)[random.randint(1, 3)]
    chosen = [k for k in range(len(a)) if a[k] > bound]
    if form == "count":
        asked = (
            f"How many rows have more than {bound} under {head[1]}?"
            if language == "en"
            else f"{head[1]}超过{bound}的有几行？"
        )
        return asked, str(len(chosen))
    if form == "sum":
        bound = sorted(a)[-3]
        chosen = [k for k in range(len(a)) if a[k] > bound]
        asked = (
            f"Take the rows with more than {bound} under {head[1]}. What is the sum of their {head[2]}?"
            if language == "en"
            else f"把{head[1]}超过{bound}的各行的{head[2]}相加，得多少？"
        )
        return asked, str(sum(b[k] for k in chosen))
    if form == "second":
        value = sorted(b)[-2]
        asked = (
            f"Which {head[0].lower()} comes second when rows are sorted by {head[2]}, largest first?"
            if language == "en"
            else f"按{head[2]}从大到小排，排第二的是哪一行？只写名称。"
        )
        return asked, names[b.index(value)]
    best = max(chosen, key=lambda k: b[k])
    asked = (
        f"Among the rows with more than {bound} under {head[1]}, which {head[0].lower()} has the "
        f"largest {head[2]}?"
        if language == "en"
        else f"在{head[1]}超过{bound}的各行中，{head[2]}最大的是哪一行？只写名称。"
    )
    return asked, names[best]
