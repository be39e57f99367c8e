"""MODEL, as people write it, to files: which weights are meant and who they are.

    org/name, org/name@revision          the hub, resolved to a commit
    path/to/folder                       configuration, tokenizer and safetensors
    path/to/model.gguf                   one file with everything
    package:module/file                  a file in an installed package, never imported

Weights that run code when they are read (pickles) are refused. Knows nothing of torch.
"""

import importlib.util
import json
import re
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from llmsite.errors import BackendError, Fault
from llmsite.inference.gguf_header import read_header
from llmsite.storage import sha256_bytes, sha256_file, shown

_PACKAGE = "package:"
_HUB = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*(@[\w./-]+)?")
_COMMIT = re.compile(r"[0-9a-f]{40}")
_MODEL_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}/[a-z0-9][a-z0-9._-]{0,63}")
_QUANTISATION = re.compile(r"[.-](I?Q\d\w*|B?F(16|32)|MXFP4\w*)$", re.IGNORECASE)
_PICKLES = ("*.bin", "*.pt", "*.pth", "*.ckpt", "*.pkl", "*.pickle", "*.h5", "*.msgpack")
_HUB_FILES = ("*.json", "*.safetensors", "*.model", "*.txt", "*.jinja")


@dataclass(frozen=True, slots=True)
class ModelSource:
    """Weights on this machine."""

    folder: Path
    """Folder of the configuration and the weights."""
    gguf: str | None
    """Name of the GGUF file in it; none for safetensors."""
    source: str
    """What the user named, without machine paths."""
    id: str
    """`<org>/<model>`, lower case."""
    revision: str | None = None
    """Commit of the hub repository; none for local weights."""

    def weight_files(self) -> list[Path]:
        """Files that hold the weights, by name."""
        if self.gguf:
            return [self.folder / self.gguf]
        return sorted(self.folder.glob("*.safetensors"))

    def weights_sha256(self) -> str:
        """Hash over `<sha256>  <name>` lines of the weight files, sorted by name."""
        return _hash_files(self.weight_files())


def resolve(model: str, *, name: str | None = None, remote_code: str | None = None) -> ModelSource:
    """Find the weights that MODEL names.

    Args:
        model: As people write it; see the module.
        name: Name to file the result under, where the source does not say.
        remote_code: Commit whose Python code may be run; none refuses models that bring code.

    Raises:
        BackendError: There is no such model, its weights are pickles, it brings code, or nothing
            says who it is.
    """
    if name is not None and not _MODEL_ID.fullmatch(name):
        raise BackendError(
            Fault(
                f"{shown(name)} is no model name",
                fix="write --name ORG/MODEL in lower case, such as 'my-lab/my-model'",
            )
        )
    if model.startswith(_PACKAGE):
        found = _local(_package_path(model), source=model, name=name)
    elif (path := Path(model).expanduser()).exists():
        found = _local(path, source=path.resolve().name, name=name)
    elif _HUB.fullmatch(model) and not model.endswith(".gguf"):
        found = _hub(model, name=name)
    else:
        raise BackendError(
            Fault(
                f"no model at {shown(model)}",
                fix="give a folder, a .gguf file, package:module/file, or a hub id org/name",
            )
        )
    _refuse_pickles(found)
    _refuse_code(found, allowed=remote_code)
    return found


def adapter_sha256(folder: Path) -> str:
    """Hash of an adapter's configuration and weights.

    Raises:
        BackendError: The folder holds no adapter in safetensors form.
    """
    config = folder / "adapter_config.json"
    weights = sorted(folder.glob("*.safetensors"))
    if not config.is_file() or not weights:
        raise BackendError(
            Fault(
                "no adapter here (adapter_config.json and *.safetensors)",
                str(folder),
                fix="give the folder that save_pretrained() of peft wrote",
            )
        )
    return _hash_files([config, *weights])


def _hash_files(files: list[Path]) -> str:
    lines = "".join(f"{sha256_file(file)}  {file.name}\n" for file in files)
    return sha256_bytes(lines.encode())


def _package_path(model: str) -> Path:
    module, _, file = model.removeprefix(_PACKAGE).partition("/")
    try:
        spec = importlib.util.find_spec(module) if module.isidentifier() else None
    except (ImportError, ValueError):
        spec = None
    if spec is None or not spec.submodule_search_locations:
        fix = f"install it: pip install --no-deps {module.replace('_', '-')}"
        raise BackendError(Fault(f"package {shown(module)} is not installed", fix=fix))
    root = Path(spec.submodule_search_locations[0]).resolve()
    path = (root / file).resolve()
    if not path.is_relative_to(root) or not path.exists():
        weights = sorted(each.name for each in root.glob("*.gguf"))
        known = f"it has {', '.join(weights)}" if weights else "it ships no .gguf file"
        raise BackendError(Fault(f"package {module} has no file {shown(file)}", fix=known))
    return path


def _local(path: Path, *, source: str, name: str | None) -> ModelSource:
    if path.is_dir():
        _require_config(path)
        return ModelSource(path, None, source, name or _ask_for_name(source))
    if path.suffix != ".gguf":
        fix = "only a folder with safetensors or a .gguf file is read"
        raise BackendError(Fault("not a model", str(path), fix=fix))
    return ModelSource(path.parent, path.name, source, name or _name_from_gguf(path))


def _require_config(folder: Path) -> None:
    if not (folder / "config.json").is_file():
        gguf = sorted(each.name for each in folder.glob("*.gguf"))
        fix = f"name the file: {folder / gguf[0]}" if gguf else "give the folder of a model"
        raise BackendError(Fault("no config.json in this folder", str(folder), fix=fix))


def _ask_for_name(source: str) -> str:
    raise BackendError(
        Fault(
            f"nothing says who made {shown(source)}",
            fix="add --name ORG/MODEL (lower case), the name to file the result under",
        )
    )


def _name_from_gguf(path: Path) -> str:
    """`<organisation>/<file name without quantisation>`, where the file names its maker."""
    organisation = str(read_header(path).get("general.organization", ""))
    stem = _QUANTISATION.sub("", path.stem)
    name = "/".join(re.sub(r"[^a-z0-9._-]+", "-", part.lower()) for part in (organisation, stem))
    return name if _MODEL_ID.fullmatch(name) else _ask_for_name(path.name)


def _refuse_pickles(found: ModelSource) -> None:
    if found.weight_files():
        return
    pickles = sorted(each.name for glob in _PICKLES for each in found.folder.glob(glob))
    if pickles:
        raise BackendError(
            Fault(
                f"{pickles[0]} may run code when it is read; only safetensors and GGUF are loaded",
                str(found.folder),
                fix="convert the weights with save_pretrained(…, safe_serialization=True)",
            )
        )
    raise BackendError(
        Fault("no weights here (*.safetensors)", str(found.folder), fix="download them again")
    )


def _refuse_code(found: ModelSource, *, allowed: str | None) -> None:
    """A model that brings Python code is loaded only from the commit that the user names."""
    if found.gguf or not _brings_code(found.folder):
        if allowed:
            raise BackendError("--remote-code was given, but the model brings no code")
        return
    if not found.revision:
        fix = "use a model class of transformers, or name the model on the hub by its commit"
        raise BackendError(
            Fault("the model brings Python code of unknown origin", str(found.folder), fix=fix)
        )
    if allowed != found.revision:
        raise BackendError(
            Fault(
                f"{found.source} brings Python code that would run here",
                fix=f"read that code, then allow it with --remote-code {found.revision}",
            )
        )


def read_config(folder: Path) -> dict[str, object]:
    """`config.json` of a model.

    Raises:
        BackendError: It cannot be read, or is no object.
    """
    return read_object(folder / "config.json")


def read_object(file: Path) -> dict[str, object]:
    """A JSON file that holds an object.

    Raises:
        BackendError: It cannot be read, or holds something else.
    """
    try:
        found = json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise BackendError(Fault(f"cannot be read: {error}", str(file))) from None
    if not isinstance(found, dict):
        raise BackendError(Fault("is no configuration", str(file)))
    return found


def _brings_code(folder: Path) -> bool:
    """Whether the configuration names classes of its own that transformers does not have."""
    config = read_config(folder)
    if not config.get("auto_map"):
        return False
    known = import_module("transformers").CONFIG_MAPPING
    return config.get("model_type") not in known


def _hub(model: str, *, name: str | None) -> ModelSource:
    """Download what is needed of a hub repository, at one commit."""
    repository, _, revision = model.partition("@")
    hub = import_module("huggingface_hub")
    # Errors of its client for HTTP, which is another package in other versions.
    unreachable = import_module("huggingface_hub.errors").HfHubHTTPError.__bases__
    fix = "check the name and the connection, or download the model and give its folder"
    try:
        commit = str(hub.model_info(repository, revision=revision or None).sha)
        folder = Path(hub.snapshot_download(repository, revision=commit, allow_patterns=_HUB_FILES))
    except (OSError, ValueError, RuntimeError, *unreachable) as error:
        reason = str(error).strip().partition("\n")[0]
        raise BackendError(
            Fault(f"{model} cannot be had from the hub: {reason}", fix=fix)
        ) from error
    if not _COMMIT.fullmatch(commit):
        raise BackendError(Fault(f"the hub names no commit of {model}", fix=fix))
    _require_config(folder)
    found = name or re.sub(r"[^a-z0-9._/-]+", "-", repository.lower())
    return ModelSource(folder, None, repository, found, commit)
