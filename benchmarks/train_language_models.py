"""Train the two small language models of the demo board from scratch, and say how good they are.

    python benchmarks/train_language_models.py --corpus DIR --out scratch/models

DIR holds texts (`*.txt`, `*.md`, also `.gz`, in any depth). The last tenth of each is never trained
on: bits per byte are measured there, beside a 5-gram model of the same tokens and one of bytes.
Both models share a byte-level tokenizer of 2,048 tokens that is trained here too. One thread,
seeded: the same machine writes the same weights. Folders that hold a model already are kept.
"""

import argparse
import gzip
import hashlib
import json
import math
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import tokenizers
import torch
from ngrams import Ids, NgramModel
from safetensors.torch import save_file
from torch import nn
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

from llmsite import inference
from llmsite.inference.backends.lstm import Lstm
from llmsite.storage import sha256_file

VOCABULARY = 2048
START = "<|endoftext|>"
COLUMNS = 256
"""Tokens of a training row, and the context of the Transformer."""
ROWS = 8
HELD_OUT = 0.1
PIECE = 2000
"""Characters of a text that is measured at once."""
SEED = 1
RATE = 3e-3
EPOCHS = {"transformer": 6, "lstm": 8}


def read_corpus(folder: Path) -> list[tuple[str, str]]:
    """Texts by name, each as (what is trained on, what is held out)."""
    found = []
    for path in sorted(folder.rglob("*")):
        plain = path.with_suffix("") if path.suffix == ".gz" else path
        if plain.suffix not in (".txt", ".md") or plain.name == "SOURCE.md":
            continue
        content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        text = content.decode().replace("\r\n", "\n")
        cut = text.rfind("\n\n", 0, int(len(text) * (1 - HELD_OUT)))
        found.append((text[:cut], text[cut:].strip()))
    if not found:
        sys.exit(f"{folder}: no *.txt or *.md in it. Name another folder with --corpus.")
    return found


def train_tokenizer(texts: list[str]) -> tokenizers.Tokenizer:
    """Byte pairs over bytes: nothing is unknown, whatever the language."""
    made = tokenizers.Tokenizer(tokenizers.models.BPE())
    made.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = tokenizers.decoders.ByteLevel()
    trainer = tokenizers.trainers.BpeTrainer(
        vocab_size=VOCABULARY,
        special_tokens=[START],
        initial_alphabet=tokenizers.pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    made.train_from_iterator(texts, trainer)
    return made


def pieces(text: str) -> list[str]:
    """A text in parts of about `PIECE` characters, cut at the ends of lines."""
    found, part = [], ""
    for line in text.splitlines(keepends=True):
        part += line
        if len(part) >= PIECE:
            found.append(part)
            part = ""
    return [*found, part] if part.strip() else found


def batches(ids: Ids, epochs: int) -> Iterator[torch.Tensor]:
    """Rows [ROWS, COLUMNS + 1] that cover the tokens once an epoch, cut elsewhere each time."""
    random = np.random.default_rng(SEED)
    for _ in range(epochs):
        offset = int(random.integers(COLUMNS))
        starts = random.permutation(np.arange(offset, len(ids) - COLUMNS - 1, COLUMNS))
        for first in range(0, len(starts) - ROWS + 1, ROWS):
            rows = [ids[start : start + COLUMNS + 1] for start in starts[first : first + ROWS]]
            yield torch.from_numpy(np.stack(rows))


def train(
    model: nn.Module, logits: Callable[[torch.Tensor], torch.Tensor], ids: Ids, epochs: int
) -> None:
    """Minimise the cost of the next token, with a rate that rises briefly and falls to nothing."""
    plan = list(batches(ids, epochs))
    optimizer = torch.optim.AdamW(model.parameters(), lr=RATE, betas=(0.9, 0.98), weight_decay=0.1)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, max_lr=RATE, total_steps=len(plan), pct_start=0.05
    )
    began = time.monotonic()
    for step, batch in enumerate(plan, 1):
        loss = nn.functional.cross_entropy(
            logits(batch[:, :-1]).flatten(0, 1), batch[:, 1:].flatten()
        )
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        if step % 200 == 0 or step == len(plan):
            spent = time.monotonic() - began
            print(
                f"  step {step} of {len(plan)}, {loss.item():.3f} nats, {spent:.0f} s", flush=True
            )


def make_transformer(ids: Ids, folder: Path, tokenizer: tokenizers.Tokenizer) -> None:
    """Four layers of the Llama architecture."""
    torch.manual_seed(SEED)
    config = LlamaConfig(
        vocab_size=VOCABULARY,
        hidden_size=160,
        intermediate_size=448,
        num_hidden_layers=4,
        num_attention_heads=4,
        max_position_embeddings=COLUMNS,
        tie_word_embeddings=True,
        bos_token_id=0,
        eos_token_id=0,
    )
    model = LlamaForCausalLM(config)
    train(model, lambda batch: model(batch, use_cache=False).logits, ids, EPOCHS["transformer"])
    model.save_pretrained(folder)
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        bos_token=START,
        eos_token=START,
        model_max_length=COLUMNS,
        clean_up_tokenization_spaces=False,
    )
    fast.save_pretrained(folder)


def make_lstm(ids: Ids, folder: Path, tokenizer: tokenizers.Tokenizer) -> None:
    """One layer of long short-term memory."""
    torch.manual_seed(SEED)
    sizes = {"vocabulary": VOCABULARY, "width": 384, "layers": 1}
    model = Lstm(**sizes)
    nn.init.normal_(model.embedding.weight, std=0.05)
    train(model, lambda batch: model.logits(model(batch)[0]), ids, EPOCHS["lstm"])
    folder.mkdir(parents=True, exist_ok=True)
    save_file(dict(model.state_dict()), folder / "model.safetensors")
    (folder / "config.json").write_text(json.dumps({"architecture": "Lstm", **sizes}) + "\n")
    tokenizer.save(str(folder / "tokenizer.json"))


def ngram_bits_per_byte(
    trained: str, held_out: list[str], tokens: Callable[[str], Ids], vocabulary: int
) -> float:
    """A 5-gram model of the same text; unlike the models it reads each held-out text in one go."""
    model = NgramModel(tokens(trained), vocabulary=vocabulary)
    bits = sum(math.fsum(model.bits(tokens(each))) for each in held_out)
    return bits / sum(len(each.encode()) for each in held_out)


def model_bits_per_byte(folder: Path, backend: str, held_out: list[str]) -> float:
    """As llmsite measures it: each piece by itself, after the start token."""
    with inference.load(
        str(folder), backend, name=f"llmsite/{folder.name}", device="cpu"
    ) as engine:
        scores = engine.rolling([part for each in held_out for part in pieces(each)])
    nats = -math.fsum(each.log_likelihood for each in scores)
    return nats / math.log(2) / sum(each.n_bytes for each in scores)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--corpus", type=Path, required=True, help="folder of texts")
    parser.add_argument("--out", type=Path, default=Path("scratch/models"), help="where models go")
    parser.add_argument("--only", choices=("transformer", "lstm"), help="one of the two")
    given = parser.parse_args()
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(mode=True)

    corpus = read_corpus(given.corpus)
    trained = START.join(text for text, _ in corpus)
    held_out = [text for _, text in corpus]
    n_bytes = sum(len(text.encode()) for text, _ in corpus)
    digest = hashlib.sha256(trained.encode()).hexdigest()
    tokenizer = train_tokenizer([text for text, _ in corpus])
    ids = np.array(tokenizer.encode(trained).ids, np.int64)
    print(f"corpus: {len(corpus)} texts, {n_bytes:,} bytes, {len(ids):,} tokens, sha256 {digest}")

    def as_tokens(text: str) -> Ids:
        return np.array(tokenizer.encode(text).ids, np.int64)

    def as_bytes(text: str) -> Ids:
        return np.frombuffer(text.encode(), np.uint8).astype(np.int64)

    for unit, tokens, size in (("bytes", as_bytes, 256), ("tokens", as_tokens, VOCABULARY)):
        value = ngram_bits_per_byte(trained, held_out, tokens, size)
        print(f"5-gram of {unit}: {value:.3f} bits per byte of unseen text", flush=True)
    makers = {"transformer": (make_transformer, "hf_causal"), "lstm": (make_lstm, "lstm")}
    for name, (make, backend) in makers.items():
        if given.only and name != given.only:
            continue
        folder = given.out / f"{name}-public-domain"
        if not (folder / "model.safetensors").exists():
            print(f"{name}: training", flush=True)
            make(ids, folder, tokenizer)
        value = model_bits_per_byte(folder, backend, held_out)
        sha256 = sha256_file(folder / "model.safetensors")
        print(f"{name}: {value:.3f} bits per byte of unseen text, sha256 {sha256}", flush=True)


if __name__ == "__main__":
    main()
