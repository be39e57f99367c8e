"""Tiny models made on the spot: a byte-level tokenizer and random weights, nothing downloaded."""

import warnings

CORPUS = [
    "Question: What colour is the sky? Answer: blue. Question: And grass? Answer: green.",
    "The quick brown fox jumps over the lazy dog. She sells sea shells on the sea shore.",
    "One two three four five six seven eight nine ten. Yes, no, maybe; A B C D.",
]
TEMPLATE = (
    "{% for m in messages %}<|user|>{{ m['role'] }}: {{ m['content'] }}\n{% endfor %}"
    "{% if add_generation_prompt %}assistant:{% endif %}"
)


def build_tokenizer(*, template: str | None = None, bos: bool = False):
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=400,
        special_tokens=["<|end|>", "<|start|>", "<|user|>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(CORPUS * 4, trainer)
    if bos:
        tokenizer.post_processor = processors.TemplateProcessing(
            single="<|start|> $A", special_tokens=[("<|start|>", 1)]
        )
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, eos_token="<|end|>", bos_token="<|start|>", pad_token="<|end|>"
    )
    fast.chat_template = template
    return fast


SIZES = {
    "vocab_size": 400,
    "hidden_size": 32,
    "intermediate_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "max_position_embeddings": 256,
    "bos_token_id": 1,
    "eos_token_id": 0,
    "pad_token_id": 0,
}


KINDS = {
    "gpt2": (
        "GPT2",
        "GPT2LMHeadModel",
        {"n_positions": 256, "n_embd": 32, "n_layer": 2, "n_head": 4},
    ),
    "llama": ("Llama", "LlamaForCausalLM", {}),
    "mistral": ("Mistral", "MistralForCausalLM", {"sliding_window": 32}),
    "gemma3": (
        "Gemma3Text",
        "Gemma3ForCausalLM",
        {
            "head_dim": 8,
            "sliding_window": 32,
            "layer_types": ["sliding_attention", "full_attention"],
        },
    ),
    "qwen3": ("Qwen3", "Qwen3ForCausalLM", {"head_dim": 8}),
    "glm4": ("Glm4", "Glm4ForCausalLM", {"head_dim": 8}),
    "mixtral": (
        "Mixtral",
        "MixtralForCausalLM",
        {"num_local_experts": 4, "num_experts_per_tok": 2},
    ),
    "lfm2": (
        "Lfm2",
        "Lfm2ForCausalLM",
        {"layer_types": ["conv", "full_attention"], "block_multiple_of": 32},
    ),
    "flash": ("Llama", "LlamaForCausalLM", {"attn_implementation": "causal_rows"}),
    "mamba": ("Mamba", "MambaForCausalLM", {"state_size": 8}),
}
"""Architecture → configuration, class, what differs from `SIZES`."""


def attend_in_rows(module, query, key, value, attention_mask, **options):
    """Attention as kernels of the flash family do it: causal from the end, padding by rows, and no
    mask of four dimensions."""
    import torch

    if attention_mask is not None and attention_mask.dim() != 2:
        raise ValueError("only a mask of padding is taken")
    n_queries, n_keys = query.shape[2], key.shape[2]
    sees = torch.ones(n_queries, n_keys, dtype=torch.bool).tril(n_keys - n_queries)[None]
    if attention_mask is not None:
        sees = sees & attention_mask[:, None, -n_keys:].bool()
    groups = query.shape[1] // key.shape[1]
    found = torch.nn.functional.scaled_dot_product_attention(
        query,
        key.repeat_interleave(groups, 1),
        value.repeat_interleave(groups, 1),
        # A row of padding sees itself, as in an unpadded batch it would not be there at all.
        attn_mask=(sees | ~sees.any(-1, keepdim=True))[:, None],
    )
    return found.transpose(1, 2).contiguous(), None


def build_model(kind: str = "llama", **changes):
    import torch
    import transformers

    if kind == "flash":
        from transformers.masking_utils import flash_attention_mask

        transformers.AttentionInterface.register("causal_rows", attend_in_rows)
        transformers.AttentionMaskInterface.register("causal_rows", flash_attention_mask)
    torch.manual_seed(7)
    config, model, differs = KINDS[kind]
    made = getattr(transformers, f"{config}Config")(**(SIZES | differs | changes))
    return getattr(transformers, model)(made).eval()


def save_model(folder, *, bos: bool = False) -> None:
    """A Llama of 50,000 weights with its tokenizer and a chat template."""
    import torch

    torch.set_num_threads(1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        build_model().save_pretrained(folder)
        build_tokenizer(template=TEMPLATE, bos=bos).save_pretrained(folder)
