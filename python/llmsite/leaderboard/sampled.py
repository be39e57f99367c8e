"""What a score is computed from, sample by sample; knows nothing of rows and boards."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from llmsite.schema.task import Option

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Sampled:
    """Additive statistics of samples, and how they become a score."""

    metric: str
    """Name of the metric."""
    options: Mapping[str, Option]
    """Its options."""
    clusters: list[int] | None
    """Cluster of each sample; none where every sample stands alone."""
    statistics: "NDArray[np.float64]"
    """float64 [n_samples, n_statistics], the mean over seeds where there are several."""
    contributions: "NDArray[np.float64]"
    """float64 [n_samples]: the value plus n times each sample's influence."""
