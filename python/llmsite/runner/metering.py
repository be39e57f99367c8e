"""What a run has cost so far, over all starts and all processes.

Clock and meter readings only; nothing here enters a comparison.
"""

import time
from collections import Counter
from dataclasses import dataclass, field

from llmsite.inference import Backend
from llmsite.schema.run import Measured


@dataclass(slots=True)
class Meter:
    """Readings of one process, of which a part is written already."""

    backend: Backend
    """Whose readings."""
    n_tokens: int = 0
    """Tokens of prompts and answers since the start."""
    _began: float = field(default_factory=time.monotonic)
    _seconds: float = 0.0
    _n_retries: int = 0
    _served_by: Counter[str] = field(default_factory=Counter)

    def add_to(self, before: Measured, spent_usd: float) -> Measured:
        """What stands in the record, and what is new here.

        Args:
            before: Readings of earlier starts and of other processes, and of this one until now.
            spent_usd: What all of them have spent.
        """
        device = self.backend.measured()
        seconds = time.monotonic() - self._began
        retries = device.n_retries or 0
        served = Counter(device.served_by or {})
        peaks = [each.peak_memory_bytes for each in (before, device) if each.peak_memory_bytes]
        total = Counter(before.served_by or {}) + (served - self._served_by)
        added = device.model_copy(
            update={
                "started": before.started,
                "seconds": round((before.seconds or 0.0) + seconds - self._seconds, 3),
                "tokens_per_s": round(self.n_tokens / seconds, 1) if self.n_tokens else None,
                "peak_memory_bytes": max(peaks, default=None),
                "n_retries": (before.n_retries or 0) + retries - self._n_retries or None,
                "served_by": dict(sorted(total.items())) or None,
                "cost_usd": round(spent_usd, 9) if device.price_date else before.cost_usd,
                "price_date": device.price_date or before.price_date,
            }
        )
        self._seconds, self._n_retries, self._served_by = seconds, retries, served
        return added
