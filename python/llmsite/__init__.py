"""llmsite: an open leaderboard for language models.

Importing this module imports nothing else, so that the command line starts at once and light
machines never pay for torch. Public names are looked up when they are first used.
"""

from importlib import import_module

__version__ = "0.1.0"

_PUBLIC = {"evaluate": "llmsite.evaluation"}
_MODULES = ("inference", "scoring", "statistics")

__all__ = ["__version__", "evaluate", "inference", "scoring", "statistics"]


def __getattr__(name: str) -> object:
    """Import a public name on first use (PEP 562)."""
    if name in _MODULES:
        return import_module(f"llmsite.{name}")
    if name in _PUBLIC:
        return getattr(import_module(_PUBLIC[name]), name)
    raise AttributeError(f"module 'llmsite' has no attribute {name!r}")
