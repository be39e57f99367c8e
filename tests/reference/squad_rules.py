"""The rules of the SQuAD scripts, as published (shared by `exact_match` and `token_f1`)."""

import re
import string

import mlqa_rules


def normalize_answer(text, normalize="squad"):
    if normalize == "none":
        return text
    if normalize != "squad":
        return mlqa_rules.normalize_answer(text, normalize)
    text = "".join(c for c in text.lower() if c not in set(string.punctuation))
    text = re.sub(r"\b(a|an|the)\b", " ", text)
    return " ".join(text.split())


def golds(references, normalize, rules):
    several = [references] if isinstance(references, str) else references
    texts = [normalize_answer(r, normalize) for r in several if r is not None]
    if rules == "v2":
        texts = [text for text in texts if text] or [""]
    return texts


# Answers to one question each in five languages: what a model says, and what is right.
LANGUAGES = {
    "zh": (
        ["《三國演義》的作者是羅貫中。", "1986年上映的電影", "答案是  Unity 3D", "我不知道"],
        ["罗贯中", "1986 年", ["Unity 3D 引擎", "unity-3d"], "四百公里"],
    ),
    "ja": (
        ["東京タワーです。", "１９６４年のオリンピック", "コーヒー", "わかりません"],
        ["東京タワー", ["1964年", "オリンピック"], "コーヒー豆", "紅茶"],
    ),
    "th": (
        ["กรุงเทพมหานคร", "ปี พ.ศ. 2475", "ไม่ทราบ"],
        [["กรุงเทพฯ", "กรุงเทพมหานคร"], "พ.ศ. 2475", "แม่น้ำเจ้าพระยา"],
    ),
    "ar": (
        ["في القاهرة، عاصمة مصر", "الكاتب نجيب محفوظ؟", "لا أعرف"],
        ["القاهرة", ["نجيب محفوظ", "محفوظ"], "النيل"],
    ),
    "hi": (
        ["महात्मा गांधी ने।", "नई दिल्ली में", "पता नहीं"],
        ["महात्मा गांधी", ["दिल्ली", "नई दिल्ली"], "गंगा नदी"],
    ),
}
CASES_OF_LANGUAGES = [
    (f"answers in {language}", {"normalize": language}, *columns)
    for language, columns in LANGUAGES.items()
]
OPTIONS_OF_LANGUAGES = [{"normalize": language} for language in LANGUAGES]
