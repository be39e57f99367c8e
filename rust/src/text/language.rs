//! Language of a text, by its script and by the commonest words; no model, the same answer always.
//!
//! Knows the thirty languages that the instructions of `IFEval` name. Where a script belongs to one of
//! them, the script decides; in Latin, Cyrillic, Arabic and Devanagari the words that are most frequent
//! in each language are counted. A Latin text without any of them is English where most of its evidence
//! is: a word that ends as English words often do.

/// A script, the blocks of its letters, and its languages with their commonest words.
struct Script {
    blocks: &'static [(char, char)],
    languages: &'static [(&'static str, &'static str)],
}

const ENDINGS: [&str; 13] = [
    "tion", "tions", "sion", "sions", "ical", "ics", "ment", "ments", "ness", "ogy", "ogies",
    "ing", "ity",
];

static SCRIPTS: &[Script] = &[
    Script {
        blocks: &[('a', 'z'), ('ß', 'ö'), ('ø', 'ɏ'), ('Ḁ', 'ỿ')],
        languages: &[
            (
                "en",
                "the and of to in is that it for you with are on as this be have i was not your my a",
            ),
            (
                "es",
                "el los las que por con una del más para como está y es en la de un se",
            ),
            (
                "pt",
                "não uma com para os que do da em é dos mais como as na no o e um se de à são ao",
            ),
            (
                "fr",
                "le les des est une et dans pour que qui pas avec sur vous nous je du la en au ce il de un à",
            ),
            (
                "de",
                "der die und das ist nicht ein eine zu mit den von für auf sie ich wir dem im sich es",
            ),
            (
                "it",
                "il di che è e la per un una non con sono del della le si nel gli alla più i come lo in da su mi",
            ),
            (
                "pl",
                "nie się w na i z do jest to że jak za od po przez dla oraz są o",
            ),
            (
                "vi",
                "và là của có không cho được một các với trong này để người đã tôi chúng",
            ),
            (
                "sw",
                "ya na wa kwa ni katika za la kuwa hii huo hiyo yake kama lakini mtu watu cha hakuna wake alikuwa kwamba",
            ),
            (
                "fi",
                "ja on ei se että oli olla mutta kun ovat tai hän joka myös kuin voi niin sen mitä kanssa",
            ),
        ],
    },
    Script {
        blocks: &[('Ѐ', 'ӿ')],
        languages: &[
            (
                "ru",
                "и в не на что с как это он по но все из у за так же от для мы я",
            ),
            (
                "uk",
                "і в не на що з як це та до у за для але він від є про",
            ),
            (
                "bg",
                "и на да се в за от е с не са по че го как те като тази ще",
            ),
        ],
    },
    Script {
        blocks: &[('\u{600}', '\u{6ff}')],
        languages: &[
            (
                "ar",
                "في من على إلى أن هذا هذه التي الذي عن مع كان لا ما هو هي وقد ذلك إن",
            ),
            (
                "fa",
                "و در به از که این را با است برای آن یک خود تا شده می بود بر",
            ),
            (
                "ur",
                "کے کی میں ہے اور سے کا کو نے پر یہ ہیں اس کہ ایک کر تھا ہو بھی",
            ),
        ],
    },
    Script {
        blocks: &[('\u{900}', '\u{963}'), ('\u{971}', '\u{97f}')],
        languages: &[
            (
                "hi",
                "है में के की का और को से हैं पर एक यह नहीं हो कर था भी लिए इस ने",
            ),
            (
                "mr",
                "आहे आणि या च्या ला नाही हे तो ती ते मी आम्ही होते करण्यासाठी असतो होता मध्ये आहेत की व",
            ),
            (
                "ne",
                "छ र को मा हो लागि यो गर्न पनि छन् गर्नुहोस् भएको हुन्छ तपाईं थियो एक बाट छैन",
            ),
        ],
    },
    Script {
        blocks: &[('\u{3040}', '\u{30ff}')],
        languages: &[("ja", "")],
    },
    Script {
        blocks: &[('가', '힣')],
        languages: &[("ko", "")],
    },
    Script {
        blocks: &[('\u{980}', '\u{9ff}')],
        languages: &[("bn", "")],
    },
    Script {
        blocks: &[('\u{a00}', '\u{a7f}')],
        languages: &[("pa", "")],
    },
    Script {
        blocks: &[('\u{a80}', '\u{aff}')],
        languages: &[("gu", "")],
    },
    Script {
        blocks: &[('\u{b80}', '\u{bff}')],
        languages: &[("ta", "")],
    },
    Script {
        blocks: &[('\u{c00}', '\u{c7f}')],
        languages: &[("te", "")],
    },
    Script {
        blocks: &[('\u{c80}', '\u{cff}')],
        languages: &[("kn", "")],
    },
    Script {
        blocks: &[('\u{d00}', '\u{d7f}')],
        languages: &[("ml", "")],
    },
    Script {
        blocks: &[('\u{e00}', '\u{e7f}')],
        languages: &[("th", "")],
    },
    Script {
        blocks: &[('\u{590}', '\u{5ff}')],
        languages: &[("he", "")],
    },
];

/// What a text's language was found to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// There are no letters to tell it by.
    NoLetters,
    /// None that is known.
    Unknown,
    /// Its ISO 639-1 code.
    Known(&'static str),
}

/// The language of most of a text.
pub fn detect(text: &str) -> Language {
    let text = text.to_lowercase();
    let mut best: Option<(usize, &Script)> = None;
    for script in SCRIPTS {
        let n = text.chars().filter(|c| script.holds(*c)).count();
        if n > best.map_or(0, |(most, _)| most) {
            best = Some((n, script));
        }
    }
    match best {
        None => Language::NoLetters,
        Some((_, script)) => script.language(&text),
    }
}

impl Script {
    fn holds(&self, c: char) -> bool {
        self.blocks
            .iter()
            .any(|(first, last)| (*first..=*last).contains(&c))
    }

    /// The language whose common words are most, of equal ones the first.
    fn language(&self, text: &str) -> Language {
        let [(code, first), rest @ ..] = self.languages else {
            return Language::Unknown;
        };
        if rest.is_empty() {
            return Language::Known(code);
        }
        let words = || {
            text.split(|c| !self.holds(c))
                .filter(|word| !word.is_empty())
        };
        let hits = |list: &str| {
            words()
                .filter(|word| list.split(' ').any(|w| w == *word))
                .count()
        };
        let (mut found, mut most) = (*code, hits(first));
        for (code, list) in rest {
            let n = hits(list);
            if n > most {
                (found, most) = (*code, n);
            }
        }
        let ends_as_english = |word: &str| ENDINGS.iter().any(|end| word.ends_with(end));
        if most > 0 || (found == "en" && words().any(ends_as_english)) {
            return Language::Known(found);
        }
        Language::Unknown
    }
}

#[cfg(test)]
mod tests {
    use super::{Language, detect};

    #[test]
    fn languages_are_told_apart() {
        let cases = [
            ("The cat sat on the mat.", "en"),
            ("TRANSIT ANALYTICS SOLUTIONS", "en"),
            ("El gato está en la casa y no sale.", "es"),
            ("O gato não está em casa", "pt"),
            ("Le chat est dans la maison", "fr"),
            ("Die Katze ist nicht im Haus", "de"),
            ("Il gatto non è nella casa", "it"),
            ("Kota nie ma w domu, jest na dworze", "pl"),
            ("Con mèo không có trong nhà của tôi", "vi"),
            ("Paka yuko katika nyumba ya mtu", "sw"),
            ("Kissa ei ole talossa, mutta se on ulkona", "fi"),
            ("Кошка не в доме, что это", "ru"),
            ("Кіт не в хаті, це що", "uk"),
            ("Котката не е в къщата, че да се", "bg"),
            ("القط في البيت على السرير", "ar"),
            ("گربه در خانه است", "fa"),
            ("بلی گھر میں ہے", "ur"),
            ("बिल्ली घर में है", "hi"),
            ("मांजर घरात आहे आणि", "mr"),
            ("बिरालो घरमा छ र यो", "ne"),
            ("ねこがいえにいる", "ja"),
            ("고양이가 집에 있다", "ko"),
            ("বিড়াল ঘরে আছে", "bn"),
            ("பூனை வீட்டில்", "ta"),
        ];
        for (text, code) in cases {
            assert_eq!(detect(text), Language::Known(code), "{text}");
        }
        assert_eq!(detect("12 + 3!"), Language::NoLetters);
        assert_eq!(detect("xqzt"), Language::Unknown);
    }
}
