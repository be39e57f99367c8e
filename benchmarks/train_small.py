"""Train small encoders and a small encoder-decoder in minutes, where no package ships such weights.

    python benchmarks/train_small.py --out DIR
    llmsite run DIR/classifier --name llmsite/small-classifier --task classification-en
    llmsite run DIR/masked --name llmsite/small-masked --task classification-en --shots 0
    llmsite run DIR/seq2seq --name llmsite/small-seq2seq --task classification-en --shots 0
    llmsite run DIR/entities --name llmsite/small-entities --task named-entities-en

Trained on sentences of `small_texts.py`; no sample of a task is read. Seeded: the same machine
writes the same weights.
"""

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import tokenizers
import torch
import transformers
from small_texts import MESSAGES, message, named_sentence
from tokenizers import models, normalizers, pre_tokenizers, processors

from llmsite.tasks import load_definition

SEED = 20261124
BATCH = 32
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
SIZES = {
    "hidden_size": 64,
    "intermediate_size": 128,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "max_position_embeddings": 192,
    "hidden_dropout_prob": 0.1,
}
Batch = dict[str, torch.Tensor]


def pieces(made: tokenizers.Tokenizer, texts: list[str], inside: str) -> list[str]:
    """Characters, characters inside words with `inside` before them, and words of these texts.

    Trainers of such models settle ties by chance, so that a seed would not fix the weights.
    """
    normalise = made.normalizer.normalize_str if made.normalizer else str
    split = made.pre_tokenizer.pre_tokenize_str
    words = {word for text in texts for word, _ in split(normalise(text))}
    characters = sorted(set("".join(words)))
    longer = sorted(word for word in words if len(word) > 1)
    return [*characters, *(inside + each for each in characters if inside), *longer]


def wordpiece(texts: list[str], *, lower: bool) -> transformers.PreTrainedTokenizerFast:
    """A tokenizer like BERT's for these texts."""
    made = tokenizers.Tokenizer(models.WordPiece(unk_token="[UNK]"))
    made.normalizer = normalizers.BertNormalizer(lowercase=lower)
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    numbered = enumerate([*SPECIAL, *pieces(made, texts, "##")])
    made.model = models.WordPiece({piece: n for n, piece in numbered}, unk_token="[UNK]")
    made.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", 2), ("[SEP]", 3)],
    )
    return transformers.PreTrainedTokenizerFast(
        tokenizer_object=made,
        model_max_length=192,
        model_input_names=["input_ids", "token_type_ids", "attention_mask"],
        **{f"{each[1:-1].lower()}_token": each for each in SPECIAL},
    )


def train(
    model: torch.nn.Module, batches: Callable[[int], Iterator[Batch]], epochs: int, rate: float
) -> None:
    """Fit a model; the learning rate falls to nothing."""
    model.train()
    plan = [batch for epoch in range(epochs) for batch in batches(epoch)]
    optimiser = torch.optim.AdamW(model.parameters(), lr=rate)
    falling = torch.optim.lr_scheduler.LinearLR(optimiser, 1.0, 0.0, total_iters=len(plan))
    for batch in plan:
        loss = model(**batch).loss
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        falling.step()
    print(f"{type(model).__name__}: {len(plan)} steps, last loss {float(loss.detach()):.3f}")
    model.eval()


def save(folder: Path, model: torch.nn.Module, tokenizer: object) -> None:
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def mixed(n: int, epoch: int) -> list[list[int]]:
    order = list(range(n))
    Random(f"{SEED}|{epoch}").shuffle(order)
    return [order[start : start + BATCH] for start in range(0, n, BATCH)]


def make_classifier(out: Path) -> None:
    """What a message is about, by a head of six labels."""
    rows = [message(Random(f"{SEED}|message|{n}")) for n in range(2000)]
    names = sorted(MESSAGES)
    tokenizer = wordpiece([text for text, _ in rows], lower=True)
    config = transformers.BertConfig(
        vocab_size=len(tokenizer),
        id2label=dict(enumerate(names)),
        label2id={name: n for n, name in enumerate(names)},
        **SIZES,
    )
    model = transformers.BertForSequenceClassification(config)

    def batches(epoch: int) -> Iterator[Batch]:
        for each in mixed(len(rows), epoch):
            given = tokenizer([rows[i][0] for i in each], padding=True, return_tensors="pt")
            yield {**given, "labels": torch.tensor([names.index(rows[i][1]) for i in each])}

    train(model, batches, 3, 1e-3)
    save(out / "classifier", model, tokenizer)


def asked() -> list[tuple[str, str]]:
    """Messages as the task `classification-en` asks for them without examples, and answers."""
    prompt = load_definition("classification-en").prompt
    rows = [message(Random(f"{SEED}|message|{n}")) for n in range(2400)]
    head = f"{prompt.instruction}{prompt.separator}"
    return [
        (f"{head}{prompt.input.format(input=text)}\n{prompt.cue}", label) for text, label in rows
    ]


def make_masked(out: Path) -> None:
    """A model that fills the gap after `About:`."""
    rows = asked()
    tokenizer = wordpiece([f"{text} {label}" for text, label in rows], lower=True)
    model = transformers.BertForMaskedLM(
        transformers.BertConfig(vocab_size=len(tokenizer), **SIZES)
    )

    def batches(epoch: int) -> Iterator[Batch]:
        for each in mixed(len(rows), epoch):
            texts = [f"{rows[i][0]} {rows[i][1]}" for i in each]
            given = tokenizer(texts, padding=True, return_tensors="pt")
            ids = given["input_ids"]
            last = given["attention_mask"].sum(1) - 2
            labels = torch.full_like(ids, -100)
            every = torch.arange(len(ids))
            labels[every, last] = ids[every, last]
            ids[every, last] = tokenizer.mask_token_id
            yield {**given, "labels": labels}

    train(model, batches, 3, 1e-3)
    save(out / "masked", model, tokenizer)


def make_seq2seq(out: Path) -> None:
    """A T5 that writes what a message is about."""
    rows = asked()
    made = tokenizers.Tokenizer(models.Unigram())
    made.pre_tokenizer = pre_tokenizers.Metaspace()
    made.decoder = tokenizers.decoders.Metaspace()
    special = ["<pad>", "</s>", "<unk>"]
    found = pieces(made, [f"{text} {label}" for text, label in rows], "")
    scores = [(each, -4.0 if len(each) > 1 else -8.0) for each in found]
    made.model = models.Unigram([*((each, 0.0) for each in special), *scores], unk_id=2)
    made.add_special_tokens(special)
    made.post_processor = processors.TemplateProcessing(
        single="$A </s>", special_tokens=[("</s>", 1)]
    )
    tokenizer = transformers.PreTrainedTokenizerFast(
        tokenizer_object=made,
        pad_token="<pad>",
        eos_token="</s>",
        unk_token="<unk>",
        model_input_names=["input_ids", "attention_mask"],
    )
    config = transformers.T5Config(
        vocab_size=len(tokenizer),
        d_model=96,
        d_kv=24,
        d_ff=192,
        num_layers=2,
        num_heads=4,
        decoder_start_token_id=0,
    )
    model = transformers.T5ForConditionalGeneration(config)

    def batches(epoch: int) -> Iterator[Batch]:
        for each in mixed(len(rows), epoch):
            given = tokenizer([rows[i][0] for i in each], padding=True, return_tensors="pt")
            wanted = tokenizer([rows[i][1] for i in each], padding=True, return_tensors="pt")
            labels = wanted["input_ids"].masked_fill(wanted["attention_mask"] == 0, -100)
            yield {**given, "labels": labels}

    train(model, batches, 3, 2e-3)
    save(out / "seq2seq", model, tokenizer)


def make_entities(out: Path) -> None:
    """People, places and organisations, by a label of each word's first token."""
    rows = [named_sentence(Random(f"{SEED}|named|{n}")) for n in range(3000)]
    names = sorted({label for _, labels in rows for label in labels})
    tokenizer = wordpiece([" ".join(words) for words, _ in rows], lower=False)
    config = transformers.BertConfig(
        vocab_size=len(tokenizer),
        id2label=dict(enumerate(names)),
        label2id={name: n for n, name in enumerate(names)},
        **SIZES,
    )
    model = transformers.BertForTokenClassification(config)

    def batches(epoch: int) -> Iterator[Batch]:
        for each in mixed(len(rows), epoch):
            given = tokenizer(
                [rows[i][0] for i in each],
                is_split_into_words=True,
                padding=True,
                return_tensors="pt",
            )
            labels = torch.full_like(given["input_ids"], -100)
            for row, i in enumerate(each):
                before = None
                for at, word in enumerate(given.word_ids(row)):
                    if word is not None and word != before:
                        labels[row, at] = names.index(rows[i][1][word])
                    before = word
            yield {**given, "labels": labels}

    train(model, batches, 3, 1e-3)
    save(out / "entities", model, tokenizer)


MAKERS = {
    "classifier": make_classifier,
    "masked": make_masked,
    "seq2seq": make_seq2seq,
    "entities": make_entities,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--out", type=Path, required=True, help="folder of the models' folders")
    parser.add_argument("--only", choices=MAKERS, action="append", help="one of them; repeatable")
    given = parser.parse_args()
    transformers.utils.logging.disable_progress_bar()
    # One thread: the same sums in the same order, and no waiting for others on a busy machine.
    torch.set_num_threads(1)
    for name in given.only or MAKERS:
        torch.manual_seed(SEED)
        MAKERS[name](given.out)


if __name__ == "__main__":
    main()
