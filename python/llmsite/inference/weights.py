"""Weights and tokenizers from files: read, hashed, described; what goes wrong in one sentence.

Shared by all backends of transformers. Knows nothing of requests.
"""

import hashlib
import os
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import torch

from llmsite.errors import BackendError, Fault
from llmsite.inference.causal import context_length
from llmsite.inference.chat import template_of
from llmsite.inference.gguf_header import read_header
from llmsite.inference.sources import ModelSource, adapter_sha256
from llmsite.schema.run import Adaptation, ModelIdentity
from llmsite.storage import sha256_bytes

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerFast

    from llmsite.inference.tokens import Tokenizer

AS_THEY_ARE = Adaptation()
"""Weights that nothing was merged into."""


def read_files(
    source: ModelSource,
    auto_class: str,
    dtype: torch.dtype | str,
    *,
    code: bool,
    unused: Sequence[str] = (),
) -> tuple["PreTrainedTokenizerFast", "PreTrainedModel"]:
    """The tokenizer and the model of a source.

    Args:
        source: Where they are.
        auto_class: Class of transformers that knows the kind of model, `AutoModelForCausalLM`.
        dtype: Type of the weights in memory.
        code: Whether the model's own code may run.
        unused: Parts of the model, by the start of their names, whose weights nobody needs.

    Raises:
        BackendError: The files have no weights for a part of the model.
    """
    transformers = import_module("transformers")
    place: dict[str, Any] = {"trust_remote_code": code, "local_files_only": True}
    if source.gguf:
        place["gguf_file"] = source.gguf
    tokenizer = transformers.AutoTokenizer.from_pretrained(str(source.folder), **place)
    if not source.gguf:
        place["use_safetensors"] = True
    weights, found = getattr(transformers, auto_class).from_pretrained(
        str(source.folder), dtype=dtype, output_loading_info=True, **place
    )
    # What is missing was filled with random numbers.
    missing = sorted(each for each in found["missing_keys"] if not each.startswith(tuple(unused)))
    if missing and not source.gguf:
        message = f"{source.source} has no weights for {missing[0]}"
        fix = f"give a model that was trained as a {type(weights).__name__}"
        raise BackendError(Fault(message, fix=fix))
    return tokenizer, weights


def adapt(
    weights: "PreTrainedModel", folder: Path, source: ModelSource
) -> tuple["PreTrainedModel", Adaptation]:
    """The weights with an adapter merged in.

    Raises:
        BackendError: There is no adapter, or it was made for another model.
    """
    sha256 = adapter_sha256(folder)
    try:
        peft = import_module("peft")
    except ModuleNotFoundError as error:
        fix = "pip install 'llmsite[peft]'"
        raise BackendError(Fault("adapters need the package 'peft'", fix=fix)) from error
    try:
        adapted = peft.PeftModel.from_pretrained(weights, str(folder))
        method = str(adapted.peft_config["default"].peft_type.value).lower()
        merged: PreTrainedModel = adapted.merge_and_unload()
    except (OSError, ValueError, KeyError, RuntimeError, AttributeError, TypeError) as error:
        reason = str(error).strip().partition("\n")[0]
        fix = "check that it was made for this model"
        raise BackendError(
            Fault(f"the adapter does not fit: {reason}", str(folder), fix=fix)
        ) from error
    return merged, Adaptation(
        division="adapter", method=method, base=source.id, weights_sha256=sha256
    )


def hash_in_memory(weights: "PreTrainedModel") -> str:
    """Hash over names, types, shapes and bytes of all weights."""
    digest = hashlib.sha256()
    for name, tensor in sorted(weights.state_dict().items()):
        digest.update(f"{name} {tensor.dtype} {tuple(tensor.shape)}\n".encode())
        plain = tensor.detach().contiguous().cpu().flatten().view(torch.uint8)
        digest.update(plain.numpy())
    return digest.hexdigest()


@contextmanager
def quiet() -> Iterator[None]:
    """No progress bars or warnings of the libraries on the terminal."""
    transformers_logging = import_module("transformers.utils.logging")
    transformers_logging.disable_progress_bar()
    transformers_logging.set_verbosity_error()
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    reading = import_module("transformers.modeling_gguf_pytorch_utils")
    bar = reading.__dict__["tqdm"]
    setattr(reading, "tqdm", lambda items, **_: items)  # noqa: B010 - it has no switch of its own
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        setattr(reading, "tqdm", bar)  # noqa: B010 - as above


@contextmanager
def explained(source: ModelSource) -> Iterator[None]:
    """What the libraries say about files that they cannot read, as our error."""
    unreadable = import_module("safetensors").SafetensorError
    try:
        yield
    except (
        OSError,
        ValueError,
        KeyError,
        RuntimeError,
        ImportError,
        TypeError,
        unreadable,
    ) as error:
        lines = [line for line in str(error).splitlines() if line.strip()]
        reason = lines[0].strip() if lines else type(error).__name__
        fix = "check that configuration, tokenizer and weights belong together and are complete"
        raise BackendError(
            Fault(f"{source.source} cannot be loaded: {reason.rstrip('.')}", fix=fix)
        ) from error


def describe(
    source: ModelSource, tokenizer: "PreTrainedTokenizerFast", weights: "PreTrainedModel"
) -> ModelIdentity:
    """Who a loaded model is: hashes of its files, and what its configuration says."""
    template = template_of(cast("Tokenizer", tokenizer))
    return ModelIdentity(
        id=source.id,
        source=source.source,
        revision=source.revision,
        weights_sha256=source.weights_sha256(),
        tokenizer_sha256=tokenizer_sha256(tokenizer),
        chat_template_sha256=sha256_bytes(template.encode()) if template else None,
        architecture=type(weights).__name__,
        n_parameters=sum(each.numel() for each in weights.parameters()),
        context_length=context_length(weights),
        quantisation=_quantisation(source),
    )


def tokenizer_sha256(tokenizer: "PreTrainedTokenizerFast") -> str:
    """Hash of a tokenizer as its library writes it; of its vocabulary where it cannot."""
    backend = getattr(tokenizer, "backend_tokenizer", None)
    if backend is not None:
        return sha256_bytes(backend.to_str().encode())
    vocabulary = sorted(tokenizer.get_vocab().items())
    return sha256_bytes(repr(vocabulary).encode())


def _quantisation(source: ModelSource) -> str | None:
    """How the file stores most weights, where that is no plain float."""
    if not source.gguf:
        return None
    number = read_header(source.folder / source.gguf).get("general.file_type")
    if number is None:
        return None
    name = str(import_module("gguf").LlamaFileType(number).name).removeprefix("MOSTLY_")
    return None if name in ("ALL_F32", "F16", "BF16") else name
