"""Chinese notices of shops and services, and requests that they meet."""

from random import Random

Wish = tuple[int, int, int]
"""Kind, place, hours, as positions."""

# Kind, what the notice says of it, and a need that only it meets.
KINDS = (
    ("包子铺", "现蒸肉包、豆沙包。", "肚子饿了，想吃口刚出笼、带馅儿的"),
    ("自行车行", "补胎、换链条、调刹车。", "我那辆两个轮子的后胎瘪了，气也打不进去"),
    ("书店", "小说、字帖、连环画都有。", "答应给侄女买一本新小说当生日礼物"),
    ("药房", "凭方抓药，也卖体温计。", "医生开了止咳糖浆，得赶紧去配"),
    ("理发店", "剪发、烫发、染发。", "头发长得盖住眼睛了，该剪一剪"),
    ("洗衣店", "干洗、水洗、熨烫。", "大衣上泼了酱油，在家洗不干净"),
    ("花店", "玫瑰、百合、花篮。", "想送老师一束百合"),
    ("锁店", "开锁、换锁芯、配钥匙。", "钥匙断在门里，我进不了家"),
    ("裁缝铺", "改裤脚、换拉链。", "裤子长得拖地，想请人改短"),
    ("修鞋摊", "换鞋跟、钉掌、补胶。", "左脚那只皮靴掉了跟，想重新钉上"),
    ("眼镜店", "验光、配镜、换镜架。", "一不留神把眼镜坐断了，看不清字"),
    ("水产店", "活鱼、河虾、大闸蟹。", "晚上要炖汤，还差一条鲜鱼"),
    ("停车场", "室内车位两百个。", "我们开车来，想把车放在有顶棚的地方"),
    ("游泳馆", "五十米泳道，另有滑梯。", "想在温水里游几个来回"),
    ("打印店", "打印、装订、印海报。", "论文写好了，要装订成册，再印两张海报"),
    ("宠物医院", "给猫、狗、小鸟看病。", "家里的猫走路一瘸一拐，要找人看看爪子"),
)
# As the notice and plain requests say it, and as a need says it.
PLACES = (
    ("火车站旁边", "列车进站那一带"),
    ("码头边上", "轮船靠岸那一带"),
    ("老城里", "旧街巷中间"),
    ("大学门口", "教学楼跟前"),
    ("人民医院对面", "住院楼街对过"),
    ("机场里面", "飞机起落的地方"),
    ("动物园外面", "看狮子老虎的园子门外"),
    ("球场附近", "踢比赛的场子近旁"),
    ("区政府后面", "区里办公大楼的背面"),
    ("剧院隔壁", "演戏的地方隔壁"),
)
HOURS = (
    ("周日", "周日照常营业。", "礼拜六的后一天"),
    ("半夜", "营业到凌晨三点。", "夜里一点钟"),
    ("清早六点", "清早五点开门。", "早饭前六点来钟"),
    ("午休时间", "中午不休息。", "十二点到一点之间"),
    ("大年初一", "春节不打烊。", "正月的头一天"),
)
EXTRAS = "去年刚搬来。 请按两次铃。 只收现金。 门口有坡道。 可以先打电话。".split()
ASKED = {
    1: ("{place}有没有{kind}？", "有谁知道{place}的{kind}？", "要找{place}的{kind}。", "{kind}，最好在{place}。",
        "帮我查一下{place}的{kind}。", "去{place}的{kind}怎么走？"),
    2: ("{place}的{kind}，哪家{hours}开着？", "{hours}要去{kind}，得在{place}。", "我想{hours}去{place}的{kind}。",
        "{place}有{hours}也营业的{kind}吗？", "有没有{hours}也开门的{kind}？要{place}的。"),
    3: ("{need}，要在{place}，{hours}。", "最好在{place}，{hours}也有人在：{need}。",
        "{need}。{hours}我能到{place}。"),
}  # fmt: skip


def request(random: Random, wish: Wish, level: int) -> str:
    """A request; at level 3 in the words of a need."""
    kind, _, need = KINDS[wish[0]]
    place, other_place = PLACES[wish[1]]
    hours, _, other_hours = HOURS[wish[2]]
    if level == 3:
        place, hours = other_place, other_hours
    return random.choice(ASKED[level]).format(kind=kind, place=place, hours=hours, need=need)


def notice(random: Random, offer: Wish) -> str:
    """A notice, its sentences behind the first in any order."""
    kind, says, _ = KINDS[offer[0]]
    parts = [says, HOURS[offer[2]][1], random.choice(EXTRAS)]
    random.shuffle(parts)
    return "".join([f"{kind}，{PLACES[offer[1]][0]}。", *parts])
