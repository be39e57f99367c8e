"""Model cards: what the weights say, and `unknown` where nobody said more."""

from pathlib import Path
from typing import Literal

from llmsite.errors import LlmsiteError, ResultError
from llmsite.schema.model import UNKNOWN, ModelCard
from llmsite.schema.record import SCHEMA_VERSION
from llmsite.schema.run import Adaptation, ModelIdentity
from llmsite.storage import canonical_json, parse_record, read_bytes, write_atomic

CARD_NAME = "model.json"
BASELINES = "baseline"


def draft_card(model: ModelIdentity, adaptation: Adaptation | None = None) -> ModelCard:
    """A card from what the weights and their configuration say."""
    organisation, _, name = model.id.partition("/")
    is_baseline = organisation == BASELINES
    if not is_baseline:
        name = model.source.rpartition("/")[2].removesuffix(".gguf")[:100] or name
    return ModelCard(
        schema_version=SCHEMA_VERSION,
        id=model.id,
        name=name,
        kind="baseline" if is_baseline else _kind(model),
        organisation="llmsite" if is_baseline else organisation,
        licence="not applicable" if is_baseline else UNKNOWN,
        n_parameters=model.n_parameters,
        architecture=model.architecture or UNKNOWN,
        context_length=model.context_length,
        base=adaptation.base if adaptation else None,
        open_weights=True if model.weights_sha256 else None,
        url=f"https://huggingface.co/{model.source}" if _is_hub_id(model) else None,
    )


def _kind(model: ModelIdentity) -> Literal["instruct", "unknown"]:
    """A chat template tells an instruct model; its absence tells nothing."""
    return "instruct" if model.chat_template_sha256 else "unknown"


def _is_hub_id(model: ModelIdentity) -> bool:
    return model.revision is not None and model.source.count("/") == 1 and ":" not in model.source


def write_card(folder: Path, card: ModelCard) -> bool:
    """Write a model's card unless there is one; whether it was written."""
    path = folder / CARD_NAME
    if path.exists():
        return False
    write_atomic(path, canonical_json(card))
    return True


def read_card(folder: Path, *, name: str | None = None) -> ModelCard:
    """The card in a model's folder.

    Raises:
        ResultError: There is none, or it is wrong.
    """
    try:
        content = read_bytes(folder / CARD_NAME, name=name)
        return parse_record(content, ModelCard, name=name or str(folder / CARD_NAME))
    except LlmsiteError as error:
        raise ResultError(*error.faults) from None
