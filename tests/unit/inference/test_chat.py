import time
from types import SimpleNamespace

import pytest

from llmsite.errors import BackendError
from llmsite.inference.chat import render
from llmsite.schema.request import ChatTurn

TURNS = (ChatTurn("system", "Be brief."), ChatTurn("user", "Hello <you> & all"))


def tokenizer(template):
    return SimpleNamespace(
        chat_template=template, special_tokens_map={"bos_token": "<s>", "eos_token": "</s>"}
    )


GOOD = {
    "tokens and turns": (
        "{{ bos_token }}{% for m in messages %}[{{ m.role }}] {{ m['content'] }}{% endfor %}",
        "<s>[system] Be brief.[user] Hello <you> & all",
    ),
    "the assistant's turn is opened": ("{% if add_generation_prompt %}A:{% endif %}", "A:"),
    "whitespace control and break": (
        "{% for m in messages %}\n  {% if loop.index > 1 %}{% break %}{% endif %}\nx\n{% endfor %}",
        "x\n",
    ),
    "marks of generated text": ("{% generation %}a{{ 1 + 1 }}{% endgeneration %}", "a2"),
    "no date of today": ("{{ strftime_now('%Y') }}", "26 Jul 2024"),
    "JSON without escapes for pages": ("{{ messages[1].content | tojson }}", '"Hello <you> & all"'),
    "one of several templates": ({"default": "d", "tool_use": "t"}, "d"),
}


@pytest.mark.parametrize("case", GOOD)
def test_conversation_becomes_text(case):
    template, expected = GOOD[case]
    assert render(tokenizer(template), [TURNS, TURNS]) == [expected, expected]


BAD = {
    "none": (None, "has no chat template"),
    "refuses": ("{{ raise_exception('roles must alternate') }}", "roles must alternate"),
    "broken": ("{% for %}", "TemplateSyntaxError"),
    "memory bomb": ("{{ 'x' * (10 ** 10) }}", "memory"),
    "time bomb": (
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        "longer than|limits of time",
    ),
    "reads attributes of classes": ("{{ ''.__class__.__mro__[1].__subclasses__() }}", "unsafe"),
    "changes what it is given": ("{{ messages.append(1) }}", "unsafe"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_template_ends_in_one_sentence(case):
    template, message = BAD[case]
    began = time.monotonic()
    with pytest.raises(BackendError, match=message):
        render(tokenizer(template), [TURNS], time_s=3)
    assert time.monotonic() - began < 30
