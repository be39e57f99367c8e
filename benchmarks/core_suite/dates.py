"""Weekdays, dates and times of day.

Level 1 counts within a week or a month; level 2 crosses a month or an hour; level 3 crosses several
months, asks for a number of days, or needs the weekday of a date.
"""

from datetime import date, timedelta
from random import Random

from benchmarks.core_suite.items import Item

DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
MONTHS = (
    "January February March April May June July August September October November December".split()
)
DAYS_ZH = "星期一 星期二 星期三 星期四 星期五 星期六 星期日".split()
EVENTS = "The concert,The market,The exam,The match,The hearing,The meeting,The fair".split(",")
EVENTS_ZH = "音乐会 庙会 期中考试 决赛 家长会 体检 书法展 灯会".split()

LONG_ZH = (
    ("种下的南瓜籽", "才发芽"),
    ("晾上的石膏像", "才干透"),
    ("封坛的米酒", "开坛"),
    ("栽下的茉莉", "开了花"),
    ("寄出的包裹", "送到"),
)


def _dated(day: date, language: str) -> tuple[str, ...]:
    if language == "zh":
        return (f"{day.month}月{day.day}日", f"{day.month}月{day.day}号")
    month = MONTHS[day.month - 1]
    return (f"{day.day} {month}", f"{month} {day.day}", f"{_nth(day.day)} {month}",
            f"{month} {_nth(day.day)}")  # fmt: skip


def _nth(n: int) -> str:
    ending = "th" if n in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{ending}"


def _weekday(n: int, language: str) -> tuple[str, ...]:
    if language == "en":
        return (DAYS[n % 7],)
    name = DAYS_ZH[n % 7]
    week = ("周" + name[2:], "礼拜" + name[2:])
    return (name, *week, *(("星期天", "周天") if n % 7 == 6 else ()))


def _any_day(random: Random, low: int = 1, high: int = 28) -> date:
    return date(random.choice((2029, 2030, 2031)), random.randint(1, 12), random.randint(low, high))


def draw(random: Random, language: str, level: int) -> Item:
    """A question about days, dates or hours."""
    makers = {
        1: (_shift, _before, _in_month),
        2: (_next_month, _clock, _weeks),
        3: (_far, _span, _named),
    }
    return random.choice(makers[level])(random, language)


def _shift(random: Random, language: str) -> Item:
    start, n = random.randrange(7), random.randint(2, 6)
    if language == "en":
        event = random.choice(EVENTS).lower()
        text = random.choice((
            f"It is {DAYS[start]}, and {event} is {n} days away. On which weekday is it?",
            f"{event.capitalize()} should have been on {DAYS[start]} but starts {n} days late. "
            "Which weekday is that?",
        ))  # fmt: skip
    else:
        event = random.choice(EVENTS_ZH)
        text = random.choice((
            f"今天是{DAYS_ZH[start]}，再过{n}天就是{event}，{event}在星期几？",
            f"{event}原定{DAYS_ZH[start]}举行，因故推迟{n}天，改在了星期几？",
        ))  # fmt: skip
    return Item(text, _weekday(start + n, language))


def _before(random: Random, language: str) -> Item:
    start, n = random.randrange(7), random.randint(2, 6)
    if language == "en":
        event = random.choice(EVENTS).lower()
        text = f"Today, {DAYS[start]}, we heard that {event} took place {n} days ago. Which weekday was that?"
    else:
        event = random.choice(EVENTS_ZH)
        text = f"{event}结束{n}天了，今天是{DAYS_ZH[start]}，{event}是星期几结束的？"
    return Item(text, _weekday(start - n, language))


def _in_month(random: Random, language: str) -> Item:
    day, n = _any_day(random, 1, 14), random.randint(3, 13)
    later = day + timedelta(days=n)
    if language == "en":
        event = random.choice(EVENTS).lower()
        text = f"Tickets went on sale on {_dated(day, 'en')[0]}; {event} was {n} days later. What date was it?"
    else:
        event = random.choice(EVENTS_ZH)
        text = f"{day.month}月{day.day}日开始报名，{n}天以后举办{event}，{event}是几月几日？"
    return Item(text, _dated(later, language))


def _next_month(random: Random, language: str) -> Item:
    while True:
        day, n = _any_day(random, 18, 28), random.randint(8, 20)
        later = day + timedelta(days=n)
        if day.month not in (2, later.month) and day.year == later.year:
            break
    shown = _dated(day, language)[0]
    if language == "en":
        text = random.choice((
            f"A library book was lent on {shown} for {n} days. On what date is it due?",
            f"Cheese put away on {shown} has to ripen for {n} days. On what date is it ready?",
            f"{random.choice(EVENTS)} planned for {shown} was moved back by {n} days. To what date?",
        ))  # fmt: skip
    else:
        text = random.choice((
            f"{shown}借的书，借期{n}天，最晚应在几月几日归还？",
            f"咸蛋是{shown}腌上的，腌{n}天才能吃，几月几日可以开坛？",
            f"{random.choice(EVENTS_ZH)}从{shown}往后顺延{n}天，新的日期是几月几日？",
        ))  # fmt: skip
    return Item(text, _dated(later, language))


def _clock(random: Random, language: str) -> Item:
    start, n = random.randint(6 * 12, 20 * 12) * 5, random.choice((35, 45, 50, 55, 70, 85, 95, 110))
    end = start + n
    shown = f"{start // 60}:{start % 60:02d}"
    found = f"{end // 60}:{end % 60:02d}"
    if language == "en":
        thing = random.choice("A film,The ferry,A lesson,The play,The train ride,A tour".split(","))
        text = f"{thing} that starts at {shown} takes {n} minutes. At what time does it end, on the 24-hour clock?"
        return Item(text, tuple(dict.fromkeys((found, found.zfill(5)))))
    thing = random.choice("电影 轮渡 讲座 话剧 高铁 导览".split())
    text = f"{thing}{shown}开始，全程{n}分钟，几点几分结束？请用24小时制写成“时:分”。"
    return Item(text, tuple(dict.fromkeys((found, found.zfill(5), found.replace(":", "：")))))


def _weeks(random: Random, language: str) -> Item:
    start, n = random.randrange(7), random.randint(9, 40)
    if language == "en":
        thing = random.choice(
            "A seed sown,A cake sealed in its tin,A letter posted,Paint applied".split(",")
        )
        text = f"{thing} on a {DAYS[start]} was checked {n} days later. On which weekday was it checked?"
    else:
        made, then = random.choice(LONG_ZH)
        text = f"{DAYS_ZH[start]}{made}，{n}天后{then}，那天是星期几？"
    return Item(text, _weekday(start + n, language))


def _far(random: Random, language: str) -> Item:
    while True:
        day, n = _any_day(random, 5, 28), random.randint(45, 100)
        later = day + timedelta(days=n)
        if later.year == day.year and day.month > 2:
            break
    shown = _dated(day, language)[0]
    if language == "en":
        text = random.choice((
            f"A permit is valid for {n} days after {shown}. What is the last date on which it is valid?",
            f"Counting from {shown}, building lasts {n} days longer. Which date is {n} days after {shown}?",
        ))  # fmt: skip
    else:
        text = random.choice((
            f"一张通行证自{shown}之后{n}天内有效，最后有效的日期是几月几日？",
            f"{shown}开工，{n}天后交付，交付的日期是几月几日？",
        ))  # fmt: skip
    return Item(text, _dated(later, language))


def _span(random: Random, language: str) -> Item:
    while True:
        first = _any_day(random)
        last = first + timedelta(days=random.randint(35, 95))
        if last.year == first.year and first.month > 2:
            break
    n = (last - first).days
    a, b = _dated(first, language)[0], _dated(last, language)[0]
    if language == "en":
        text = random.choice((
            f"How many days after {a} is {b} of the same year?",
            f"A plant flowered on {a} and bore fruit on {b} that year. How many days lie from the first date to the second?",
        ))  # fmt: skip
        return Item(text, (str(n), f"{n} days"))
    text = random.choice((
        f"{a}播种，同年{b}收获，从播种到收获经过多少天？",
        f"同一年里，{b}比{a}晚多少天？",
    ))  # fmt: skip
    return Item(text, (str(n), f"{n}天"))


def _named(random: Random, language: str) -> Item:
    while True:
        first = _any_day(random)
        last = first + timedelta(days=random.randint(20, 70))
        if last.year == first.year and first.month > 2 and last.month != first.month:
            break
    a, b = _dated(first, language)[0], _dated(last, language)[0]
    if language == "en":
        text = random.choice((
            f"In a year in which {a} is a {DAYS[first.weekday()]}, what weekday is {b}?",
            f"The calendar shows {DAYS[first.weekday()]} for {a}. Which weekday does it show for {b}?",
        ))  # fmt: skip
    else:
        name = DAYS_ZH[first.weekday()]
        text = random.choice((
            f"某年{a}是{name}，这一年的{b}是星期几？",
            f"挂历上{a}那格写着{name}，往后翻到{b}，应是星期几？",
        ))  # fmt: skip
    return Item(text, _weekday(last.weekday(), language))
