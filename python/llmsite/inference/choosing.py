"""Which backend fits a model, by what its configuration says it is.

    …ForCausalLM, …LMHeadModel, .gguf          hf_causal
    encoder and decoder (T5, mT5, BART)        hf_seq2seq
    …ForMaskedLM, …ForPreTraining              hf_masked
    …ForSequenceClassification, …ForTokenClassification, …ForQuestionAnswering    hf_classifier
    Lstm of benchmarks/train_language_models.py                                   lstm
    modules.json of sentence-transformers, or an encoder without a head           hf_embedding

Knows nothing of torch.
"""

from llmsite.errors import BackendError, Fault
from llmsite.inference.sources import ModelSource, read_config

_HEADS = {
    "ForSequenceClassification": "hf_classifier",
    "ForTokenClassification": "hf_classifier",
    "ForQuestionAnswering": "hf_classifier",
    "ForMaskedLM": "hf_masked",
    "ForPreTraining": "hf_masked",
}
_MODULES = "modules.json"


def choose_backend(source: ModelSource) -> str:
    """Name of the backend that fits the model; `hf_causal` where nothing says otherwise.

    Raises:
        BackendError: The configuration cannot be read.
    """
    if source.gguf:
        return "hf_causal"
    config = read_config(source.folder)
    name = architecture(source)
    if config.get("architecture") == "Lstm":
        return "lstm"
    if (source.folder / _MODULES).is_file():
        return "hf_embedding"
    fits = next((backend for ending, backend in _HEADS.items() if name.endswith(ending)), None)
    if config.get("is_encoder_decoder") and fits != "hf_classifier":
        return "hf_seq2seq"
    if fits:
        return fits
    is_bare = name.endswith("Model") and not name.endswith(("HeadModel", "HeadsModel"))
    return "hf_embedding" if is_bare else "hf_causal"


def architecture(source: ModelSource) -> str:
    """Class of the model, as its configuration names it; empty where it names none.

    Raises:
        BackendError: The configuration cannot be read.
    """
    named = read_config(source.folder).get("architectures")
    return str(named[0]) if isinstance(named, list) and named else ""


def require_backend(source: ModelSource, backend: str) -> None:
    """Refuse a model that another backend fits.

    Raises:
        BackendError: It is another kind of model.
    """
    fits = choose_backend(source)
    if fits != backend:
        what = "a GGUF file" if source.gguf else architecture(source) or "a causal model"
        message = f"{source.source} is {what}, which the backend {backend} cannot ask"
        fix = f"leave --backend out, or give --backend {fits}"
        raise BackendError(Fault(message, fix=fix))
