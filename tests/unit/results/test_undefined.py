import pytest

from llmsite import scoring
from llmsite.errors import ScoringError
from llmsite.results import deriving


@pytest.mark.parametrize("metric", ["pearson", "spearman"])
def test_correlation_of_constant_predictions_is_refused(metric):
    whole = scoring.score(metric, [1.0, 1.0, 1.0], [1.0, 2.0, 3.0])
    with pytest.raises(ScoringError, match=f"{metric} is undefined here"):
        deriving.make_score(metric, metric, whole)
