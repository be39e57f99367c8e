"""Tiny encoders and encoder-decoders made on the spot, with tokenizers of their families."""

import warnings

CORPUS = [
    "The water bottle is heavier than the tent. A thief stole the painting in Vancouver.",
    "Lily Chen of Harbour Radio went to Belgium on Friday; the bakery opens at six.",
    "Which shelf has ten books? Message: the parcel came late, and nobody was at home.",
    "Review: simple, fast and a pleasure to use. positive negative yes no booking complaint",
    "0 1 2 3 4 5 6 7 8 9 one two three four five",
]
SPECIAL = {
    "bert": ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"),
    "roberta": ("<s>", "<pad>", "</s>", "<unk>", "<mask>"),
    "t5": ("<pad>", "</s>", "<unk>"),
}
SIZES = {
    "vocab_size": 300,
    "hidden_size": 32,
    "intermediate_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "max_position_embeddings": 96,
}
FAMILIES = {
    "bert": ("Bert", "bert", {}),
    "ernie": ("Ernie", "bert", {"use_task_id": True}),
    "albert": ("Albert", "bert", {"embedding_size": 16}),
    "roberta": ("Roberta", "roberta", {"type_vocab_size": 1}),
    "xlm_roberta": ("XLMRoberta", "xlm", {"type_vocab_size": 1}),
}
"""Family → prefix of its classes, its tokenizer, what differs from `SIZES`."""
SEQ2SEQ = {"t5": "T5", "mt5": "MT5"}
SEQ2SEQ_SIZES = {
    "vocab_size": 300,
    "d_model": 32,
    "d_kv": 8,
    "d_ff": 64,
    "num_layers": 2,
    "num_heads": 4,
    "decoder_start_token_id": 0,
    "pad_token_id": 0,
    "eos_token_id": 1,
}


def build_encoder_tokenizer(kind: str):
    """A tokenizer like BERT's (`bert`), RoBERTa's, XLM-R's (`xlm`) or T5's (`t5`)."""
    from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    special = SPECIAL["roberta" if kind == "xlm" else kind]
    if kind == "bert":
        made = Tokenizer(models.WordPiece(unk_token="[UNK]"))
        made.normalizer = normalizers.BertNormalizer()
        made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
        made.decoder = decoders.WordPiece()
        pieces = [*special, *_pieces(made, "##")]
        made.model = models.WordPiece(
            {piece: number for number, piece in enumerate(pieces)}, unk_token="[UNK]"
        )
    elif kind == "roberta":
        made = Tokenizer(models.BPE())
        made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
        made.decoder = decoders.ByteLevel()
        alphabet = [each for each in pre_tokenizers.ByteLevel.alphabet() if ord(each) < 128]
        trainer = trainers.BpeTrainer(
            vocab_size=300,
            special_tokens=list(special),
            initial_alphabet=sorted(alphabet),
            show_progress=False,
        )
        made.train_from_iterator(CORPUS * 4, trainer)
    else:
        made = Tokenizer(models.Unigram())
        made.pre_tokenizer = pre_tokenizers.Metaspace()
        made.decoder = decoders.Metaspace()
        pieces = _pieces(made, "")
        listed = [(piece, -4.0 if len(piece) > 1 else -8.0) for piece in pieces]
        made.model = models.Unigram(
            [*((each, 0.0) for each in special), *listed], unk_id=special.index("<unk>")
        )
        made.add_special_tokens(list(special))
    made.post_processor = _processor(kind, made)
    return PreTrainedTokenizerFast(tokenizer_object=made, model_max_length=96, **_names(kind))


def _pieces(made, inner):
    """Characters, characters inside words, and words of the corpus.

    Not trained: trainers of such models settle ties by chance, and every process would have a
    tokenizer of its own.
    """
    normalise = made.normalizer.normalize_str if made.normalizer else str
    split = made.pre_tokenizer.pre_tokenize_str
    words = sorted({word for text in CORPUS for word, _ in split(normalise(text))})
    characters = sorted({each for word in words for each in word})
    inside = [inner + each for each in characters] if inner else []
    return [*characters, *inside, *(word for word in words if len(word) > 1)]


def _processor(kind, made):
    from tokenizers import processors

    ids = {each: made.token_to_id(each) for each in ("[CLS]", "[SEP]", "<s>", "</s>")}
    templates = {
        "bert": ("[CLS] $A [SEP]", "[CLS] $A [SEP] $B:1 [SEP]:1", ("[CLS]", "[SEP]")),
        "roberta": ("<s> $A </s>", "<s> $A </s> </s> $B:1 </s>:1", ("<s>", "</s>")),
        "t5": ("$A </s>", "$A </s> $B </s>", ("</s>",)),
    }
    single, pair, used = templates["roberta" if kind == "xlm" else kind]
    return processors.TemplateProcessing(
        single=single, pair=pair, special_tokens=[(each, ids[each]) for each in used]
    )


def _names(kind):
    if kind == "bert":
        return {
            "pad_token": "[PAD]",
            "unk_token": "[UNK]",
            "cls_token": "[CLS]",
            "sep_token": "[SEP]",
            "mask_token": "[MASK]",
            "model_input_names": ["input_ids", "token_type_ids", "attention_mask"],
        }
    names = {"pad_token": "<pad>", "eos_token": "</s>", "unk_token": "<unk>"}
    if kind != "t5":
        names |= {"bos_token": "<s>", "cls_token": "<s>", "sep_token": "</s>"}
        names |= {"mask_token": "<mask>"}
    return names


def save_encoder(folder, family: str, head: str, **changes):
    """A random encoder with a head (`ForMaskedLM`, `Model`, …) and its tokenizer in a folder."""
    import torch
    import transformers

    torch.set_num_threads(1)
    torch.manual_seed(12)
    name, kind, differs = FAMILIES[family]
    tokenizer = build_encoder_tokenizer(kind)
    config = getattr(transformers, f"{name}Config")(
        **(SIZES | differs | {"pad_token_id": tokenizer.pad_token_id} | changes)
    )
    model = getattr(transformers, f"{name}{head}")(config).eval()
    # Random heads answer nearly alike whatever is asked; wider weights tell answers apart.
    with torch.no_grad():
        for each in model.parameters():
            each.mul_(4.0 if each.dim() > 1 else 1.0)
    return _save(folder, model, tokenizer)


def save_seq2seq(folder, family: str = "t5"):
    """A random T5 or mT5 and its tokenizer in a folder."""
    import torch
    import transformers

    torch.set_num_threads(1)
    torch.manual_seed(14)
    name = SEQ2SEQ[family]
    differs = {"tie_word_embeddings": False}
    differs |= {} if family == "t5" else {"feed_forward_proj": "gated-gelu"}
    config = getattr(transformers, f"{name}Config")(**(SEQ2SEQ_SIZES | differs))
    model = getattr(transformers, f"{name}ForConditionalGeneration")(config).eval()
    # As made, one token outweighs all others and every text is the same.
    with torch.no_grad():
        for each in model.parameters():
            each.mul_(4.0 if each.dim() > 1 else 1.0)
        for layer, width in ((model.get_input_embeddings(), 0.5), (model.lm_head, 0.2)):
            layer.weight.copy_(torch.randn_like(layer.weight) * width)
    return _save(folder, model, build_encoder_tokenizer("t5"))


def _save(folder, model, tokenizer):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model.save_pretrained(folder)
        tokenizer.save_pretrained(folder)
    return folder


def load_plain(folder, auto_class: str):
    """Model and tokenizer as anyone would load them."""
    import transformers

    model = getattr(transformers, auto_class).from_pretrained(folder)
    return model.eval(), transformers.AutoTokenizer.from_pretrained(folder)
