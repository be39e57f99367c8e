"""The planner against a plain reading of the same sequences, and the passes against plain rows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmsite.inference.packing import plan_passes
from llmsite.inference.trie import ROOT, build_trie

TOKENS = st.lists(st.integers(0, 3), min_size=1, max_size=12)
SEQUENCES = st.lists(TOKENS, min_size=1, max_size=20)


def prefixes(sequences) -> set[tuple[int, ...]]:
    return {tuple(each[: n + 1]) for each in sequences for n in range(len(each))}


@given(SEQUENCES)
def test_trie_spells_each_sequence_and_holds_each_shared_token_once(sequences):
    trie = build_trie(sequences)
    for number, sequence in enumerate(sequences):
        path = trie.path(trie.ends[number])
        assert [token for node in path for token in trie.nodes[node].tokens] == sequence
    assert trie.nodes[ROOT].n_below == len(prefixes(sequences))
    for node in trie.nodes[1:]:
        assert node.depth == trie.nodes[node.parent].end
        assert len(node.tokens) > 0


@given(SEQUENCES, st.permutations(range(20)))
def test_order_of_the_sequences_does_not_matter(sequences, order):
    shuffled = [sequences[i] for i in order if i < len(sequences)]

    def texts(trie):
        return sorted((each.depth, list(each.tokens)) for each in trie.nodes)

    assert texts(build_trie(shuffled)) == texts(build_trie(sequences))


@given(SEQUENCES, st.integers(1, 30))
def test_passes_compute_each_node_once_after_what_it_needs(sequences, budget):
    trie = build_trie(sequences)
    cached: list[int] = []  # nodes from the root that are in the cache
    done: list[int] = []
    for each in plan_passes(trie, budget):
        while cached and trie.nodes[cached[-1]].end > each.n_cached:
            cached.pop()
        assert each.n_cached == (trie.nodes[cached[-1]].end if cached else 0)
        seen = {ROOT, *cached}
        for node in each.nodes:
            parent = trie.nodes[node].parent
            # The parent is in the same pass, or it is where the cached path ends.
            assert parent in seen
            assert parent in each.nodes or parent == (cached[-1] if cached else ROOT)
            seen.add(node)
        if each.is_kept:
            (only,) = each.nodes
            cached.append(only)
        done += each.nodes
        n_tokens = sum(len(trie.nodes[node].tokens) for node in each.nodes)
        assert n_tokens <= 2 * budget or len(each.nodes) == 1
    assert sorted(done) == list(range(1, len(trie.nodes)))


def test_a_prefix_of_five_examples_is_computed_once():
    prefix = list(range(400))
    questions = [[*prefix, 1000 + q, *range(60), 2000 + o] for q in range(8) for o in range(4)]
    trie = build_trie(questions)
    passes = plan_passes(trie, 256)
    assert trie.nodes[ROOT].n_below == 400 + 8 * (61 + 4)
    assert [each.is_kept for each in passes] == [True, *[False] * (len(passes) - 1)]
    assert len(passes) == 4  # 3 questions of 65 tokens fit into 256


@pytest.fixture(scope="module")
def options():
    import random

    from llmsite.inference.tokens import Option

    draw = random.Random(5)

    def tokens(low, high):
        return [draw.randrange(400) for _ in range(draw.randint(low, high))]

    shared = tokens(50, 50)
    found = []
    for _ in range(12):
        context = [*shared, *tokens(1, 40)]
        found += [Option(context, tokens(1, 6)) for _ in range(4)]
    return [*found, found[0], Option(tokens(1, 1), tokens(90, 90))]


@pytest.mark.parametrize("budget", [8, 64, 512])
@pytest.mark.parametrize("kind", ["llama", "gpt2"])
def test_shared_passes_score_like_plain_rows(kind, budget, options, make_model):
    import torch

    from llmsite.inference.causal import CausalModel
    from llmsite.inference.likelihoods import score_rows
    from llmsite.inference.sharing import score_tree

    model = CausalModel(make_model(kind))
    with torch.inference_mode():
        plain = dict(score_rows(model, options, budget=512))
        shared = dict(score_tree(model, options, budget=budget))
    assert shared.keys() == plain.keys() == set(range(len(options)))
    for number, one in plain.items():
        assert shared[number].log_likelihood == pytest.approx(one.log_likelihood, abs=1e-4)
        assert shared[number].is_greedy == one.is_greedy
        assert shared[number].n_tokens == one.n_tokens


@given(SEQUENCES, st.integers(1, 12))
def test_anchors_lead_to_each_row_once(sequences, limit):
    from llmsite.inference import prefixes

    rows = sorted({tuple(each * 9) for each in sequences})
    limits = [min(len(row) - 1, limit * 9) for row in rows]
    anchors = prefixes.plan_anchors(rows, limits)
    assert sorted(row for each in anchors for row in each.rows) == list(range(len(rows)))
    path: list[int] = []
    for number, anchor in enumerate(anchors):
        while path and path[-1] != anchor.parent:
            path.pop()
        assert anchor.parent == (path[-1] if path else -1)
        assert anchor.start == (anchors[anchor.parent].end if path else 0)
        path.append(number)
        for row in anchor.rows:
            assert rows[row][: anchor.end] == rows[anchor.like][: anchor.end]
            assert limits[row] >= anchor.end


def test_anchors_cache_examples_and_questions():
    from llmsite.inference import prefixes
    from llmsite.inference.tokens import Option

    prefix = list(range(400))
    asked = [[*prefix, 1000 + q, *range(60)] for q in range(8)]
    options = [Option(each, [2000 + o, 5]) for each in asked for o in range(4)]
    rows = [(*each.context, each.continuation[0]) for each in options]
    anchors = prefixes.plan_anchors(rows, [460] * len(rows))
    assert [each.end for each in anchors] == [0, 400, *[460] * 8]
    assert [len(each.rows) for each in anchors] == [0, 0, *[4] * 8]
    # The last token of the question gives the logits of the first token of an option.
    assert prefixes.count_tokens(options) == 400 + 8 * (60 + 4 * 2)


@pytest.mark.parametrize("budget", [8, 64, 512])
@pytest.mark.parametrize("kind", ["lfm2", "gemma3", "flash"])
def test_rows_from_prefixes_score_like_plain_rows(kind, budget, options, make_model):
    import torch

    from llmsite.inference.causal import CausalModel
    from llmsite.inference.likelihoods import score_rows
    from llmsite.inference.prefixes import score_from_prefixes

    model = CausalModel(make_model(kind))
    with torch.inference_mode():
        plain = dict(score_rows(model, options, budget=512))
        found = dict(score_from_prefixes(model, options, budget=budget))
    assert found.keys() == plain.keys()
    for number, one in plain.items():
        assert found[number].log_likelihood == pytest.approx(one.log_likelihood, abs=1e-4)
        assert found[number].is_greedy == one.is_greedy


@pytest.mark.parametrize("scaling", ["dynamic", "longrope"])
def test_positions_that_depend_on_the_length_are_never_cached(scaling, make_model):
    from llmsite.inference.causal import CausalModel
    from llmsite.inference.selftest import find_reuse

    stated = {"rope_type": scaling, "rope_theta": 10000.0, "factor": 2.0}
    stated |= {"original_max_position_embeddings": 128}
    stated |= {"short_factor": [1.0] * 4, "long_factor": [1.5] * 4}
    model = CausalModel(make_model("llama", rope_parameters=stated))
    assert find_reuse(model) == "repeated"


def test_a_window_wider_than_the_test_is_tested_beyond_it(make_model):
    import torch

    from llmsite.inference.causal import CausalModel
    from llmsite.inference.selftest import find_reuse

    model = CausalModel(make_model("gemma3", sliding_window=4096))
    with torch.inference_mode():
        assert find_reuse(model) == "shared"
    assert (model.window, model.config.sliding_window) == (4096, 4096)


def test_a_model_that_ignores_its_window_is_not_shared(make_model):
    import torch

    from llmsite.inference.causal import CausalModel
    from llmsite.inference.selftest import find_reuse

    model = CausalModel(make_model("mistral", sliding_window=None))
    model.window = 32  # what a mask would wrongly be made for
    with torch.inference_mode():
        assert find_reuse(model) == "prefixed"
