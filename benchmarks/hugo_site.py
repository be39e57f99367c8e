"""The pages of models and tasks as a Hugo site, to measure what another generator takes for them.

Hugo reads every text in the front matter of its page, as is its native way, numbers already
formatted and pictures already drawn: it has less to do than llmsite.
"""

import json
import resource
import shutil
import subprocess
import time
from pathlib import Path

_CONFIG = {
    "baseURL": "https://example.org/",
    "title": "Made up",
    "disableKinds": ["home", "section", "taxonomy", "term", "RSS", "sitemap", "404"],
}
_FRAME = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ .Title }} – {{ .Site.Title }}</title>
<meta name="description" content="{{ .Description }}">
<link rel="canonical" href="{{ .Permalink }}">
<meta property="og:title" content="{{ .Title }}">
<meta property="og:description" content="{{ .Description }}">
<link rel="stylesheet" href="../../../a/site.css">
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
<header><a class="brand" href="../../../index.html">{{ .Site.Title }}</a>
<nav aria-label="Site"><ul>
{{ range slice "Leaderboard" "Models" "Tasks" "Method" "Submit" "Data" }}
<li><a href="../../../{{ . }}/index.html">{{ . }}</a></li>
{{ end }}
</ul></nav></header>
<main id="main">
<h1>{{ .Title }}</h1>
<p class="lead">{{ .Description }}</p>
<dl class="card">
{{ range .Params.facts }}<div><dt>{{ index . 0 }}</dt><dd>{{ index . 1 }}</dd></div>
{{ end }}</dl>
{{ block "main" . }}{{ end }}
</main>
<footer><p>Results: CC BY 4.0.</p></footer>
</body>
</html>
"""
_MODEL = """{{ define "main" }}
<table class="scores">
<caption>{{ .Params.caption }}</caption>
<thead><tr><th>Task</th><th>Score</th><th>Interval</th><th>Rank</th><th>Median</th></tr></thead>
<tbody>
{{ range .Params.rows }}<tr><th scope="row"><a href="../../../{{ index . 1 }}">{{ index . 0 }}</a>\
<td>{{ index . 2 }}<td>{{ index . 3 }}<td>{{ index . 4 }}<td>{{ index . 5 }}
{{ end }}</tbody>
</table>
{{ .Params.picture | safeHTML }}
<p>{{ .Params.contrast }}</p>
<h2>Results</h2>
<ul>{{ range .Params.results }}\
<li><a href="../../../{{ index . 1 }}">{{ index . 0 }}</a></li>{{ end }}</ul>
<pre><code>{{ .Params.command }}</code></pre>
{{ end }}
"""
_TASK = """{{ define "main" }}
{{ range .Params.pictures }}{{ . | safeHTML }}
{{ end }}
<table class="plain">
<caption>{{ .Params.caption }}</caption>
<thead><tr><th>Model</th><th>Score</th><th>Interval</th><th>n</th><th>Trust</th><th>How</th></tr></thead>
<tbody>
{{ range .Params.rows }}<tr><th scope="row"><a href="../../{{ index . 1 }}">\
{{ index . 0 }}</a></th><td class="right"><a href="../../{{ index . 5 }}">{{ index . 2 }}</a>\
</td><td>{{ index . 3 }}</td>\
<td class="right">{{ index . 4 }}</td><td>{{ index . 6 }}</td><td>{{ index . 7 }}</td></tr>
{{ end }}</tbody>
</table>
<pre><code>{{ .Params.command }}</code></pre>
{{ end }}
"""


def write_hugo_site(folder: Path, plan) -> int:
    """Sources of a Hugo site with the pages of a plan's models and tasks; how many there are."""
    layouts = folder / "layouts"
    for place, text in (("_default/baseof", _FRAME), ("m/single", _MODEL), ("t/single", _TASK)):
        path = layouts / f"{place}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace("\\\n", ""))
    (folder / "config.json").write_text(json.dumps(_CONFIG))
    n = 0
    for _, planned in plan.pages():
        kind = planned.path.split("/")[0]
        if kind not in ("m", "t") or planned.path.count("/") == 1:
            continue
        page = planned.make()
        value = (_model if kind == "m" else _task)(page.view)
        front = {"title": page.title, "description": page.description, **value}
        path = folder / "content" / planned.path.replace("/index.html", ".md")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(front, indent=1) + "\n")
        n += 1
    return n


def _model(view) -> dict:
    board = view.boards[0]
    return {
        "facts": [[fact.name, fact.text] for fact in view.facts],
        "caption": board.caption,
        "contrast": board.contrast,
        "rows": [
            [row.task.title, row.task.href, row.score, row.interval, row.rank, row.task.median]
            for row in board.rows
        ],
        "picture": str(board.profile),
        "results": [[each.id, each.href] for each in view.results],
        "command": view.command,
    }


def _task(view) -> dict:
    return {
        "facts": [[fact.name, fact.text] for fact in view.facts],
        "caption": view.caption,
        "rows": [list(row) for row in view.rows],
        "pictures": [str(each.drawing) for each in (view.dots, view.spread) if each is not None],
        "command": view.command,
    }


def run_hugo(folder: Path) -> tuple[float, float, int] | None:
    """Wall seconds, CPU seconds and bytes of Hugo's build; none where Hugo is not installed."""
    program = shutil.which("hugo")
    if program is None:
        return None
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([program, "--quiet", "--source", str(folder)], check=True)
    seconds, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    size = sum(path.stat().st_size for path in (folder / "public").rglob("*.html"))
    return seconds, used, size
