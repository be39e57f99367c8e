"""From the vectors of tokens to the vector of a text, as sentence-transformers write it down.

    modules.json                         which modules follow each other
    1_Pooling/config.json                mean, first token, maximum or last token
    sentence_bert_config.json            most tokens, lower case
    config_sentence_transformers.json    what stands before queries and documents, cosine or dot

Only these files are read; no code of the package is needed.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import torch

from llmsite.errors import BackendError, Fault
from llmsite.inference.sources import ModelSource, read_object
from llmsite.storage import shown, suggest

POOLINGS = ("mean", "cls", "max", "last")
_MODES = {
    "pooling_mode_mean_tokens": "mean",
    "pooling_mode_cls_token": "cls",
    "pooling_mode_max_tokens": "max",
    "pooling_mode_lasttoken": "last",
}
_KNOWN = ("Transformer", "Pooling", "Normalize")
_SIMILARITIES = ("cosine", "dot")


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a text becomes a vector, and how two vectors are compared."""

    pooling: str
    """One of `POOLINGS`."""
    is_normalised: bool = True
    """Whether vectors have length 1."""
    similarity: str = "cosine"
    """`cosine` or `dot`."""
    length: int | None = None
    """Most tokens of a text; none: as many as the model takes."""
    is_lower_case: bool = False
    """Whether texts are read in lower case."""
    prompts: Mapping[str, str] = field(default_factory=dict)
    """What stands before a text, by its role."""
    default_prompt: str = ""
    """What stands before every text."""

    def before_text(self) -> str:
        """What stands before a text that something is looked for with."""
        return self.default_prompt or self.prompts.get("query", "")

    def before_candidate(self) -> str:
        """What stands before an option or document."""
        named = self.prompts.get("document") or self.prompts.get("passage", "")
        return self.default_prompt or named


def read_recipe(source: ModelSource, pooling: str | None) -> Recipe:
    """The recipe that a model brings, or the given pooling with normalised vectors.

    Raises:
        BackendError: There is none, or it asks for what is not supported.
    """
    if pooling is not None and pooling not in POOLINGS:
        raise BackendError(Fault(f"unknown pooling '{pooling}'", fix=suggest(pooling, POOLINGS)))
    file = source.folder / "modules.json"
    if pooling is not None or not file.is_file():
        if pooling is None:
            message = f"nothing says how {source.source} makes one vector of many (modules.json)"
            raise BackendError(Fault(message, fix="give --pooling mean, cls, max or last"))
        return Recipe(pooling)
    modules = _modules(file)
    said = _optional(source.folder / "config_sentence_transformers.json")
    limits = _optional(source.folder / "sentence_bert_config.json")
    prompts = said.get("prompts")
    named = {k: str(v) for k, v in prompts.items()} if isinstance(prompts, dict) else {}
    length = limits.get("max_seq_length")
    return Recipe(
        pooling=_pooling(source.folder / modules["Pooling"] / "config.json"),
        is_normalised="Normalize" in modules,
        similarity=_similarity(said.get("similarity_fn_name")),
        length=length if isinstance(length, int) and length > 0 else None,
        is_lower_case=limits.get("do_lower_case") is True,
        prompts=named,
        default_prompt=named.get(str(said.get("default_prompt_name")), ""),
    )


def _modules(file: Path) -> dict[str, str]:
    """Kind of each module → its folder, in the order of the file."""
    try:
        listed = json.loads(file.read_bytes())
        modules = {str(each["type"]).rpartition(".")[2]: str(each["path"]) for each in listed}
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        raise BackendError(Fault("does not list modules", str(file))) from None
    unknown = [each for each in modules if each not in _KNOWN]
    if unknown or "Pooling" not in modules:
        message = f"the module {shown(unknown[0])} is not supported" if unknown else "pools nothing"
        raise BackendError(Fault(message, str(file), fix="give --pooling to leave modules out"))
    if Path(modules["Pooling"]).is_absolute() or ".." in Path(modules["Pooling"]).parts:
        raise BackendError(Fault("names a module outside of the folder", str(file)))
    return modules


def _pooling(file: Path) -> str:
    config = read_object(file)
    modes = [name for key, name in _MODES.items() if config.get(key) is True]
    modes += [each for each in POOLINGS if config.get("pooling_mode") == each]
    n_on = sum(config.get(key) is True for key in config if key.startswith("pooling_mode_"))
    if len(modes) != 1 or n_on > 1:
        fix = "give --pooling mean, cls, max or last"
        raise BackendError(Fault("asks for a pooling that is not supported", str(file), fix=fix))
    return modes[0]


def _similarity(name: object) -> str:
    if name is None:
        return "cosine"
    if name not in _SIMILARITIES:
        message = f"vectors are compared by {shown(str(name))}, which is not supported"
        raise BackendError(Fault(message, fix="give --pooling to compare them by cosine"))
    return str(name)


def _optional(file: Path) -> dict[str, object]:
    return read_object(file) if file.is_file() else {}


def pool(hidden: torch.Tensor, mask: torch.Tensor, how: str) -> torch.Tensor:
    """Vectors of texts [rows, size] from those of their tokens [rows, columns, size].

    Args:
        hidden: Vectors of tokens, padded on the right.
        mask: 1 for tokens and 0 for padding [rows, columns].
        how: One of `POOLINGS`.
    """
    there = mask[..., None]
    if how == "cls":
        return hidden[:, 0]
    if how == "last":
        rows = torch.arange(len(hidden), device=hidden.device)
        return hidden[rows, mask.sum(1) - 1]
    if how == "max":
        return hidden.masked_fill(there == 0, -torch.inf).amax(1)
    return (hidden * there).sum(1) / there.sum(1)
