"""Letters, words and characters.

Level 1 takes one step (first or last letter, a numbered word, a count); level 2 reverses, sorts or
removes; level 3 joins two such steps.
"""

from random import Random

from benchmarks.core_suite.items import Item

WORDS = (
    "anchor basket candle dragon ember falcon garden hammer island jacket kettle ladder marble needle "
    "orchard pepper quarry ribbon saddle timber umbrella velvet walnut yellow zipper bridge cotton "
    "feather goblet harvest insect jungle kitten lantern meadow nugget oyster parrot rocket silver "
    "thunder valley window planet copper forest button turnip saucer magnet"
).split()
SHORT = (
    "lamp frog tide milk bone cart desk fern glow hint iron jump kite lion moss nest oven pond rust "
    "salt tusk vine wolf yarn zinc crab drum"
).split()
_NTH = ("first", "second", "third", "fourth", "fifth")

PHRASES_ZH = (
    "春暖花开 风平浪静 山清水秀 鸟语花香 一路平安 万家灯火 五光十色 画龙点睛 雪中送炭 水落石出 "
    "守株待兔 井底之蛙 亡羊补牢 叶公好龙 杯弓蛇影 掩耳盗铃 刻舟求剑 对牛弹琴 半途而废 大器晚成 "
    "入木三分 胸有成竹 老马识途 破釜沉舟 指鹿为马 望梅止渴 闻鸡起舞 卧薪尝胆"
).split()
SENTENCES_ZH = (
    "妈妈买的苹果放在厨房的桌子上,他的哥哥和我的哥哥是同学,河边的柳树绿了河里的鱼多了,"
    "新来的老师教我们唱新的歌,山上的雪还没化山下的花已开,弟弟把弟弟的书包忘在学校,"
    "大家都说大雨会让大桥晚些通车,小猫追小狗小狗追小鸡,这本书比那本书多三页,"
    "一只燕子一把剪刀剪出一片春色,人来人往的车站里人声不断,白云白鸽白帆都在海上"
).split(",")


def draw(random: Random, language: str, level: int) -> Item:
    """A question whose answer can be read off the text."""
    makers = (ENGLISH if language == "en" else CHINESE)[level]
    return random.choice(makers)(random)


def _list(random: Random, n: int) -> list[str]:
    return random.sample(WORDS, n)


def _nth_word(random: Random) -> Item:
    words = _list(random, 5)
    k = random.randrange(5)
    return Item(f"Which word is {_NTH[k]} in this list: {', '.join(words)}?", (words[k],))


def _edge_letter(random: Random) -> Item:
    # The letter "a" would be dropped as an article when answers are compared.
    word, other = random.sample([each for each in WORDS if "a" not in (each[0], each[-1])], 2)
    first = random.random() < 0.5
    text = f"{word.capitalize()} and {other} are two words. Write the {'first' if first else 'last'} letter of {other}."
    return Item(text, (other[0 if first else -1],))


def _longest(random: Random) -> Item:
    word = random.choice([each for each in WORDS if len(each) >= 7])
    words = [word, *random.sample(SHORT, 3)]
    random.shuffle(words)
    return Item(f"{', '.join(words)}: which of these words is the longest?", (word,))


def _reverse(random: Random) -> Item:
    word, other = random.sample(SHORT, 2)
    return Item(f"Not {other} but {word}: spell {word} backwards.", (word[::-1],))


def _count(random: Random) -> Item:
    words = _list(random, 2)
    joined = " ".join(words)
    letter = random.choice([c for c in joined if c != " " and joined.count(c) >= 2])
    n = joined.count(letter)
    return Item(f'How often does the letter "{letter}" occur in "{joined}"?', (str(n),))


def _sort(random: Random) -> Item:
    words = _list(random, 4)
    last = random.random() < 0.5
    end = "last" if last else "first"
    text = f"Put {words[0]}, {words[1]}, {words[2]} and {words[3]} in alphabetical order. Which comes {end}?"
    return Item(text, (sorted(words)[-1 if last else 0],))


def _without(random: Random) -> Item:
    word, other = _list(random, 2)
    vowels = "".join(c for c in word if c not in "aeiou")
    return Item(
        f"Between {other} and {word}, take {word} and drop its vowels (a, e, i, o, u). What is left?",
        (vowels,),
    )


def _initials(random: Random) -> Item:
    words = random.sample(SHORT + WORDS, 5)
    joined = "".join(word[-1] for word in words)
    return Item(
        f"Write the last letters of {' '.join(words)}, in this order and without spaces.", (joined,)
    )


def _swap_and_reverse(random: Random) -> Item:
    word, other = random.sample(SHORT, 2)
    word = word.strip()
    text = f"Join {word} and {other} into one string, then write that string backwards."
    return Item(text, ((word + other)[::-1],))


def _second_longest(random: Random) -> Item:
    while True:
        words = random.sample(SHORT + WORDS, 4)
        lengths = [len(each) for each in words]
        if len(set(lengths)) == 4 and not any(each.startswith("a") for each in words):
            break
    by_length = sorted(words, key=len)
    text = f"Sort {', '.join(words)} by length, shortest first. What is the first letter of the third word?"
    return Item(text, (by_length[2][0],))


def _every_second(random: Random) -> Item:
    word, other = _list(random, 2)
    text = f"After {other} comes {word}: write every second letter of {word}, starting with its first letter."
    return Item(text, (word[::2],))


ENGLISH = {
    1: (_nth_word, _edge_letter, _longest),
    2: (_reverse, _count, _sort, _without),
    3: (_initials, _swap_and_reverse, _second_longest, _every_second),
}


def _zh_last(random: Random) -> Item:
    word, other = random.sample(PHRASES_ZH, 2)
    k = random.randrange(4)
    return Item(f"“{word}”和“{other}”，后一个成语的第{'一二三四'[k]}个字是什么？", (other[k],))


def _zh_which(random: Random) -> Item:
    words = random.sample(PHRASES_ZH, 3)
    k = random.randrange(4)
    word = random.choice(words)
    if len({each[k] for each in words}) < 3:
        return _zh_which(random)
    text = f"{'、'.join(words)}：哪个成语的第{'一二三四'[k]}个字是“{word[k]}”？"
    return Item(text, (word,))


def _zh_length(random: Random) -> Item:
    sentence = random.choice(SENTENCES_ZH)
    word = random.choice(PHRASES_ZH)
    n = len(sentence) + len(word)
    return Item(f"“{sentence}，{word}”，除去标点一共有多少个字？", (str(n), f"{n}个"))


def _zh_reverse(random: Random) -> Item:
    word, other = random.sample(PHRASES_ZH, 2)
    return Item(f"{other}不用管，把“{word}”四个字倒着写出来。", (word[::-1],))


def _zh_count(random: Random) -> Item:
    sentence = random.choice(SENTENCES_ZH) + "，" + random.choice(SENTENCES_ZH)
    letter = random.choice([c for c in sentence if c != "，" and sentence.count(c) >= 2])
    n = sentence.count(letter)
    return Item(f"“{sentence}”里，“{letter}”字出现了几次？", (str(n), f"{n}次"))


def _zh_drop(random: Random) -> Item:
    word, other = random.sample(PHRASES_ZH, 2)
    k = random.randrange(4)
    left = word[:k] + word[k + 1 :]
    return Item(
        f"从“{word}”里去掉“{word[k]}”字，再接上“{other[0]}”字，得到哪四个字？", (left + other[0],)
    )


def _zh_alternate(random: Random) -> Item:
    word, other = random.sample(PHRASES_ZH, 2)
    mixed = "".join(a + b for a, b in zip(word, other, strict=True))
    return Item(
        f"先写“{word}”的第一个字，再写“{other}”的第一个字，这样轮流取字直到写完，结果是哪八个字？",
        (mixed,),
    )


def _zh_heads(random: Random) -> Item:
    words = random.sample(PHRASES_ZH, 4)
    joined = "".join(each[-1] for each in words)[::-1]
    return Item(f"取{'、'.join(words)}各自的末字，从最后一个成语往前依次写出。", (joined,))


def _zh_join_reverse(random: Random) -> Item:
    word, other = random.sample(PHRASES_ZH, 2)
    text = f"把“{word}”的后两个字放到“{other}”的前两个字前面，再整个倒过来，是哪四个字？"
    return Item(text, ((word[2:] + other[:2])[::-1],))


CHINESE = {
    1: (_zh_last, _zh_which, _zh_length),
    2: (_zh_reverse, _zh_count, _zh_drop),
    3: (_zh_alternate, _zh_heads, _zh_join_reverse),
}
