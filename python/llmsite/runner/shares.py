"""Which units a process takes, where several share a run.

Decided from the requests alone, so that every process comes to the same division by itself: no
process waits for another. Knows nothing of models.
"""

import os
from collections.abc import Mapping, Sequence

from llmsite.runner.planning import Prepared
from llmsite.schema.request import Request

_NEW_TOKEN_BYTES = 64
"""A token that is written costs about as much as so many bytes that are read."""


def estimate_work(requests: Sequence[Request]) -> int:
    """Work of a unit, in bytes that are read.

    Texts that requests share count each time; units of one task share alike.
    """
    total = 0
    for request in requests:
        prompt = request.prompt
        texts = (prompt,) if isinstance(prompt, str) else tuple(turn.content for turn in prompt)
        total += sum(len(text.encode()) for text in (*texts, *request.continuations))
        total += _NEW_TOKEN_BYTES * (request.decoding.max_new_tokens if request.decoding else 0)
    return total


def split_units(prepared: Prepared, n_shares: int) -> list[frozenset[str]]:
    """Ids of the units of each share: the longest first, each to the share with least to do.

    Source: R. Graham, Bounds on multiprocessing timing anomalies, SIAM J. Appl. Math. 17 (1969).
    """
    work = {unit.id: estimate_work(prepared.requests_of(unit)) for unit in prepared.plan.units}
    shares: list[set[str]] = [set() for _ in range(n_shares)]
    loads = [0] * n_shares
    for unit in sorted(work, key=lambda each: (-work[each], each)):
        least = min(range(n_shares), key=lambda i: (loads[i], i))
        shares[least].add(unit)
        loads[least] += work[unit]
    return [frozenset(each) for each in shares]


def launched_share(environment: Mapping[str, str] = os.environ) -> tuple[int, int] | None:
    """(number from 1, of how many) of a process that torchrun has started; none otherwise."""
    if "TORCHELASTIC_RUN_ID" not in environment:
        return None
    rank, n = int(environment["RANK"]), int(environment["WORLD_SIZE"])
    return (rank + 1, n) if n > 1 else None
