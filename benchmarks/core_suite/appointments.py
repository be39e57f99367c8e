"""Chinese notes about an appointment: who, which day, at what time, where, and what to bring."""

from random import Random

PEOPLE = (
    "老周 小满 阿芳 二舅 陈医生 李师傅 表姐 大刘 王老师 三婶 阿杰 小曹 老魏 何叔 "
    "吴教练 阿珍 方会计 堂弟 小武 姑妈 老严 阿宽 许律师 外婆"
).split()
DAYS = "星期一 星期二 星期三 星期四 星期五 星期六 星期日".split()
HOURS = {
    "早上六点半": "6:30",
    "上午九点": "9:00",
    "上午十点一刻": "10:15",
    "中午十二点": "12:00",
    "下午一点半": "13:30",
    "下午三点": "15:00",
    "下午四点三刻": "16:45",
    "傍晚六点": "18:00",
    "晚上七点半": "19:30",
    "晚上九点": "21:00",
}
PLACES = "渡口 茶馆 车站 菜市场 图书馆 体育场 邮局 码头 电影院 派出所 医院 展览馆".split()
BRING = "雨伞 户口本 羽毛球拍 手电筒 月饼 相机 旧照片 围巾 鱼竿 象棋 保温杯 剪刀".split()
PATTERNS = (
    "{who}{day}{time}在{place}等你，记得带{bring}。",
    "{day}去{place}见{who}，{time}到，带上{bring}。",
    "别忘了{day}这件事：{time}到{place}找{who}，{bring}要带去。",
    "带着{bring}，{day}{time}到{place}来，{who}也在。",
    "跟{who}约在{place}了，{day}{time}，要用上{bring}。",
)


def details(random: Random) -> tuple[object, ...]:
    """The five details of one note."""
    return (
        random.choice(PEOPLE),
        random.randrange(7),
        random.choice([*HOURS]),
        random.choice(PLACES),
        random.choice(BRING),
    )


def write(found: tuple[object, ...], pattern: str, *, plain: bool) -> str:
    """A note; if not plain, the day as the day after another and the time in figures."""
    who, day, time, place, bring = found
    when = DAYS[day] if plain else f"{DAYS[day - 1]}的第二天"
    at = time if plain else HOURS[str(time)]
    return pattern.format(who=who, day=when, time=at, place=place, bring=bring)
