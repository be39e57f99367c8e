"""What the licences of models allow, as far as their names tell.

A reading aid for filters, not legal advice; a licence that is not listed is `unknown`.
"""

_COMMERCIAL = frozenset(
    [
        "0bsd",
        "apache-2.0",
        "bsd-2-clause",
        "bsd-3-clause",
        "bsl-1.0",
        "cc-by-4.0",
        "cc-by-sa-4.0",
        "cc0-1.0",
        "isc",
        "mit",
        "mit-0",
        "mpl-2.0",
        "odc-by",
        "ofl-1.1",
        "unlicense",
    ]
)
_NOT_COMMERCIAL = frozenset(
    ["cc-by-nc-2.0", "cc-by-nc-3.0", "cc-by-nc-4.0", "cc-by-nc-nd-4.0", "cc-by-nc-sa-4.0"]
)


def commercial_use(licence: str) -> str:
    """`yes`, `no`, or `unknown` where the licence's terms must be read."""
    name = licence.lower()
    if name in _COMMERCIAL:
        return "yes"
    return "no" if name in _NOT_COMMERCIAL else "unknown"
