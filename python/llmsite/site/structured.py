"""JSON-LD and other descriptions of the site for machines."""

import json

from markupsafe import Markup

from llmsite.leaderboard.records import Board
from llmsite.site.edition import Edition

_MAX_DESCRIPTION = 5000
RESULTS_LICENCE = "https://creativecommons.org/licenses/by/4.0/"


def dataset_json(edition: Edition, board: Board) -> Markup:
    """A leaderboard as a schema.org Dataset; empty where the site's address is not known."""
    base = edition.config.base_url.rstrip("/")
    if not base:
        return Markup("")
    title = edition.pick(board.title)
    words = edition.language.say(
        "Scores of language models on %(board)s with intervals, rank ranges and links to the "
        "generations that they were computed from.",
        board=title,
    )
    description = f"{edition.pick(board.description)} {words}".strip()[:_MAX_DESCRIPTION]
    files = [("text/csv", "csv"), ("application/json", "json")]
    value = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "creator": {
            "@type": "Organization",
            "name": edition.config.organisation or edition.title,
        },
        "description": description,
        "distribution": [
            {
                "@type": "DataDownload",
                "contentUrl": f"{base}/api/v1/b/{board.suite}.{ending}",
                "encodingFormat": encoding,
            }
            for encoding, ending in files
        ],
        "isAccessibleForFree": True,
        "license": RESULTS_LICENCE,
        "name": title,
        "url": f"{base}/{edition.language.prefix}b/{board.suite}/",
    }
    days = [row.date for row in board.rows if row.date]
    if days:
        value["dateModified"] = max(days)
    return json_for_html(value)


def json_for_html(value: object) -> Markup:
    """JSON that can stand inside a script element: nothing in it can end the element."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    # Only these three characters could end the element or start a comment in it.
    return Markup(  # noqa: S704 - escaped right here
        text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
    )
