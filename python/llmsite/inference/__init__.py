"""How a model answers: backends, and what they share.

    with inference.load("path/to/model", name="my-lab/my-model") as engine:
        engine.choices([("The sky is", [" blue", " green"])])

Importing this package imports no backend, and neither torch nor transformers. Knows nothing of
tasks, runs and scores.
"""

from importlib import import_module
from pathlib import Path
from types import ModuleType

from llmsite.errors import BackendError, Fault
from llmsite.inference.backends.base import Backend, Capabilities, Options
from llmsite.inference.choosing import choose_backend
from llmsite.inference.engine import ChoiceScores, Engine, GeneratedText, TextScore
from llmsite.inference.function import FunctionBackend
from llmsite.inference.sources import resolve
from llmsite.storage import suggest

__all__ = [
    "Backend",
    "Capabilities",
    "ChoiceScores",
    "Engine",
    "FunctionBackend",
    "GeneratedText",
    "Options",
    "TextScore",
    "backend_names",
    "load",
    "load_backend",
    "wrap_module",
]

_BASELINE = "baseline/"
_SERVED = "openai:"
_DEFAULT = "hf_causal"
_EXTRAS = {"openai": "openai", "tfidf": "tfidf"}
"""Backend → extra of llmsite that brings its packages, where that is not `hf`."""
_EXPERIMENTAL = ("vllm",)
"""Backends that have not run on a device yet: they can be asked for by name, and are not listed."""


def backend_names() -> tuple[str, ...]:
    """Names of all backends: the modules of `llmsite.inference.backends`."""
    folder = Path(__file__).parent / "backends"
    hidden = ("base", *_EXPERIMENTAL)
    return tuple(sorted(each.stem for each in folder.glob("[a-z]*.py") if each.stem not in hidden))


def load_backend(model: str, backend: str | None = None, options: Options | None = None) -> Backend:
    """Load a model by a backend.

    Args:
        model: What the backend reads: weights (see `sources`), `openai:<name>` (a model behind an
            API), or `baseline/<name>`.
        backend: Name of the backend; none: what MODEL names, else the one that fits the model's
            configuration (see `choosing`).
        options: How to load it.

    Raises:
        BackendError: Unknown backend, a package that it needs is missing, or the model cannot be
            loaded.
    """
    given = options or Options()
    bare = model.removeprefix(_BASELINE)
    is_baseline = model.startswith(_BASELINE) or bare in backend_names()
    served = "openai" if model.startswith(_SERVED) else None
    name = backend or served or (bare if is_baseline else _DEFAULT)
    if name not in (*backend_names(), *_EXPERIMENTAL):
        what = "baseline" if model.startswith(_BASELINE) and not backend else "backend"
        raise BackendError(Fault(f"unknown {what} '{name}'", fix=suggest(name, backend_names())))
    module = _import_backend(name)
    if not backend and not served and not is_baseline:
        # Its packages were found to be there before anything is downloaded.
        source = resolve(model, name=given.name, remote_code=given.remote_code)
        module = _import_backend(choose_backend(source))
    loaded: Backend = module.load(model, given)
    return loaded


def _import_backend(name: str) -> ModuleType:
    try:
        return import_module(f"llmsite.inference.backends.{name}")
    except ModuleNotFoundError as error:
        fix = f"pip install 'llmsite[{_EXTRAS.get(name, 'hf')}]'"
        message = f"the backend '{name}' needs the package '{error.name}'"
        raise BackendError(Fault(message, fix=fix)) from error


def load(model: str, backend: str | None = None, **options: object) -> Engine:
    """Load a model to ask it directly; use as a context manager.

    Args:
        model: As in `load_backend`.
        backend: As in `load_backend`.
        options: Fields of `Options`, such as `device="cpu"`.

    Raises:
        BackendError: As in `load_backend`, or an unknown option.
    """
    unknown = set(options) - set(Options.__slots__)
    if unknown:
        word = min(unknown)
        raise BackendError(Fault(f"unknown option '{word}'", fix=suggest(word, Options.__slots__)))
    return Engine(load_backend(model, backend, Options(**options)))  # type: ignore[arg-type]  # checked at run time by the backend


def wrap_module(model: object, tokenizer: object, options: Options) -> Backend:
    """A causal model of transformers that is in memory already, as a backend.

    Args:
        model: Any `torch.nn.Module` with the forward pass of a causal model of transformers.
        tokenizer: Its tokenizer.
        options: Its name, and how to ask it.

    Raises:
        BackendError: The name is missing.
    """
    module = import_module("llmsite.inference.backends.hf_causal")
    wrapped: Backend = module.wrap(model, tokenizer, options)
    return wrapped
