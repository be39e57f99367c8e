"""What the outputs of a head mean in a task's words.

A label means what it says, whatever its case, or what the user says that it means. Knows nothing of
models.
"""

from collections.abc import Mapping, Sequence

from llmsite.errors import BackendError, Fault
from llmsite.storage import shown

_N_SHOWN = 8


class LabelMap:
    """The labels of a head, each with its meaning."""

    def __init__(self, names: Sequence[str], meanings: Mapping[str, str]) -> None:
        unknown = sorted(set(meanings) - set(names))
        if unknown:
            message = f"the model has no label {shown(unknown[0])}"
            fix = f"its labels are {listed(names)}"
            raise BackendError(Fault(message, fix=fix))
        self.names = tuple(names)
        self._meanings = [meanings.get(each, each) for each in names]

    def meaning(self, place: int) -> str:
        """What an output means."""
        return self._meanings[place]

    def meanings(self) -> tuple[str, ...]:
        """What the outputs mean, in their order."""
        return tuple(self._meanings)

    def places_of(self, option: str) -> list[int]:
        """Outputs that mean an option; several where labels were given one meaning."""
        wanted = option.strip().casefold()
        return [i for i, each in enumerate(self._meanings) if each.strip().casefold() == wanted]


def wrong_labels(task: str, options: Sequence[str], names: Sequence[str]) -> Fault:
    """The fault of a task and a model that do not speak of the same labels."""
    message = f"task {task} has the labels {listed(options)}, the model {listed(names)}"
    example = f"{names[0]}={options[0]}" if names and options else "LABEL_0=yes"
    fix = f"say what the model's labels mean: --label {shown(example)} and so on"
    return Fault(message, fix=fix)


def listed(labels: Sequence[str]) -> str:
    """The first few labels in a sentence."""
    words = [shown(each) for each in labels[:_N_SHOWN]]
    more = len(labels) - len(words)
    return ", ".join(words) + (f" and {more} more" if more else "")
