import pytest

from llmsite.site.prose import is_safe_url, markdown_to_html

GOOD = ["https://example.org", "http://example.org/a?b=c#d", "https://example.org:8080/x"]
BAD = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "\x01javascript:alert(1)",
    " https://example.org",
    "https://example.org\n",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "//example.org",
    "https://",
    "https://user@example.org",
    "https:\\\\example.org",
    "https://ex\u0430mple.org",
    "https://[::1",
    "ftp://example.org",
    "https://example.org/" + "a" * 2000,
]


@pytest.mark.parametrize("url", GOOD)
def test_a_plain_address_may_be_linked(url):
    assert is_safe_url(url)


@pytest.mark.parametrize("url", BAD)
def test_an_address_that_hides_something_may_not(url):
    assert not is_safe_url(url)


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("<script>alert(1)</script>", ["<script", "alert"]),
        ("<img src=x onerror=alert(1)>", ["<img", "onerror"]),
        ("![pixel](https://example.org/p.png)", ["<img"]),
        ("[x](javascript:alert(1))", ["javascript"]),
        ("[x](//example.org)", ["//example.org"]),
        ('<a href="&#106;avascript:alert(1)">x</a>', ["avascript"]),
        ("<style>body{display:none}</style>", ["<style", "display"]),
        ('<p style="position:fixed">x</p>', ["style="]),
        ("<iframe src=https://example.org></iframe>", ["<iframe"]),
        ("<form action=https://example.org><input></form>", ["<form", "<input"]),
        ("<svg><script>alert(1)</script></svg>", ["<svg", "alert"]),
        ('<b onmouseover="alert(1)">x</b>', ["onmouseover"]),
        ('<a id="main" href="https://example.org">x</a>', ["id="]),
    ],
)
def test_prose_is_always_cleaned(text, absent):
    html = markdown_to_html(text)
    for piece in absent:
        assert piece not in html


def test_prose_keeps_what_prose_needs():
    html = markdown_to_html(
        "# A\n\nText *with* [link](https://example.org).\n\n| a |\n|---|\n| 1 |"
    )
    assert "<h2>A</h2>" in html
    assert '<a href="https://example.org" rel="nofollow ugc noopener noreferrer">' in html
    assert "<td>1</td>" in html
    assert "<em>with</em>" in html


def test_a_local_link_stays():
    assert 'href="../method/index.html"' in markdown_to_html("[m](../method/index.html)")
