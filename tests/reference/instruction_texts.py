"""Instructions with texts that follow them and texts that do not, and random ones."""

import json

EXAMPLES = [
    ("keywords:existence", {"keywords": ["cat", "dog"]}, "A Dog and a cat.", "A dog."),
    (
        "keywords:frequency",
        {"keyword": "cat", "relation": "at least", "frequency": 2},
        "Cat, concat",
        "cat",
    ),
    ("keywords:forbidden_words", {"forbidden_words": ["cat"]}, "A concat.", "The Cat!"),
    (
        "keywords:letter_frequency",
        {"letter": "A", "let_relation": "less than", "let_frequency": 3},
        "Aha",
        "Aa a",
    ),
    (
        "language:response_language",
        {"language": "de"},
        "Das ist nicht gut.",
        "That is not good.",
        "12",
    ),
    (
        "length_constraints:number_sentences",
        {"relation": "at least", "num_sentences": 3},
        "One. Two! Three?",
        "Dr. Who came at 5 p.m. today.",
    ),
    (
        "length_constraints:number_paragraphs",
        {"num_paragraphs": 2},
        "a\n***\nb",
        "***\na\n***\nb\n***",
        "a\n***\n***\nb",
    ),
    (
        "length_constraints:number_words",
        {"relation": "less than", "num_words": 3},
        "it's",
        "one two_2 three",
    ),
    (
        "length_constraints:nth_paragraph_first_word",
        {"num_paragraphs": 2, "nth_paragraph": 2, "first_word": "Next"},
        "a\n\n'Next, b",
        "a\n\nNexts",
        "a",
        "a\n\nnext\n\nc",
    ),
    (
        "detectable_content:number_placeholders",
        {"num_placeholders": 2},
        "[name] lives in [city]",
        "[na\nme] [city]",
    ),
    ("detectable_content:postscript", {"postscript_marker": "P.S."}, "Bye\np. s. more", "PS more"),
    ("detectable_content:postscript", {"postscript_marker": "P.P.S"}, "P.P.S. more", "P.S. more"),
    (
        "detectable_format:number_bullet_lists",
        {"num_bullets": 2},
        "* a\n\n  * b",
        "- a\n** b\n* c",
        "* a",
        "-\n*\n\n- b",
    ),
    ("detectable_format:constrained_response", {}, "My answer is no.", "no"),
    (
        "detectable_format:number_highlighted_sections",
        {"num_highlights": 2},
        "*a* and *b*",
        "**a**",
        "* * *a\n*",
    ),
    (
        "detectable_format:multiple_sections",
        {"section_spliter": "Part", "num_sections": 2},
        "Part 1\na\nPart2\nb",
        "Part one",
    ),
    ("detectable_format:json_format", {}, '```json\n{"a": [1, NaN]}\n```', "{'a': 1}", "[1,]"),
    ("detectable_format:title", {}, "<<A title>>\na", "<< >>", "<a>", "<<<a>>"),
    ("combination:two_responses", {}, "a\n******\nb", "a\n******\na", "a******b******c"),
    (
        "combination:repeat_prompt",
        {"prompt_to_repeat": "Say it. "},
        "say it. So be it.",
        "So say it.",
    ),
    ("startend:end_checker", {"end_phrase": "The End. "}, 'It was.\n"the end."', "The end"),
    ("startend:quotation", {}, ' "a" ', '"', 'a"'),
    (
        "change_case:capital_word_frequency",
        {"capital_relation": "at least", "capital_frequency": 3},
        "IT'S (NOT) so",
        "USA, 5 A",
    ),
    ("change_case:english_capital", {}, "IT IS THE END", "It is the end", "ES IST NICHT SO"),
    ("change_case:english_lowercase", {}, "it is the end", "It is the end", "es ist nicht so"),
    ("punctuation:no_comma", {}, "a; b", "a, b"),
]

PARTS = [
    *("the", "The", "CAT", "cat", "dog", "IT'S", "don't", "DON'T", "nicht", "ist", "es", "ALPHA-2"),
    *("Dr.", "5 p.m.", "1.", "3.50", "A.", "...", "e.g.", "yes!", "why?", '"No."', "(so.)", "2,5"),
    *("*", "**", "***", "******", "*a*", "**b**", "[x]", "[", "]", "<<a>>", "<<", ">>", "Part 1"),
    *(
        "- a",
        "* a",
        "P.S.",
        "P.P.S",
        "My answer is no.",
        "{}",
        "[1, 2]",
        '"',
        "'",
        ",",
        "中文",
        "да",
    ),
    *("the end.", "said", "U.S.", "ACTION", "nations", "Äpfel", "हैं", "है"),
]
GAPS = [" ", " ", " ", " ", "\n", "\n", "\n\n", "", "\t"]


def draw_text(rng):
    return "".join(rng.choice(PARTS) + rng.choice(GAPS) for _ in range(rng.randrange(14)))


def draw_instruction(rng):
    name, arguments, *_ = rng.choice(EXAMPLES)
    arguments = {
        key: rng.randrange(4) if isinstance(value, int) else value
        for key, value in arguments.items()
    }
    for key in ("relation", "let_relation", "capital_relation"):
        if key in arguments:
            arguments[key] = rng.choice(("at least", "less than"))
    if name == "language:response_language":
        arguments["language"] = rng.choice(("en", "de", "ru", "hi", "ja"))
    return json.dumps([rng.choice(("", "en:")) + name, arguments], ensure_ascii=False)
