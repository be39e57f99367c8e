"""Schema-Guided Dialogue: a row for every service of every turn of a user."""

from collections.abc import Iterator
from io import BufferedReader

from llmsite.errors import Fault, TaskError
from llmsite.schema.task import FileSource
from llmsite.storage import Json, parse_json
from llmsite.tasks.formats import Row

_SPEAKERS = {"USER": "User", "SYSTEM": "Assistant"}


def read_rows(stream: BufferedReader, source: FileSource, name: str) -> Iterator[tuple[int, Row]]:
    """Rows with `id`, `dialogue`, `service`, `intent`, `text` (all turns so far) and `states`.

    `states` are written `slot: value; slot: value`. Where a slot has several accepted values there
    are as many states as the slot with most; slots with fewer repeat their last one.
    """
    dialogues = parse_json(stream.read(), name=name)
    if not isinstance(dialogues, list):
        raise _wrong("a list of dialogues", name)
    for dialogue in dialogues:
        turns, key = _get(dialogue, "turns", name), _get(dialogue, "dialogue_id", name)
        if not isinstance(turns, list):
            raise _wrong("a list 'turns'", name)
        said: list[str] = []
        for number, turn in enumerate(turns):
            speaker = str(_get(turn, "speaker", name))
            said.append(f"{_SPEAKERS.get(speaker, speaker)}: {_get(turn, 'utterance', name)}")
            frames = _get(turn, "frames", name) if speaker == "USER" else []
            for frame in frames if isinstance(frames, list) else []:
                state = _get(frame, "state", name)
                service = str(_get(frame, "service", name))
                yield (
                    0,
                    {
                        "id": f"{key}-{number}-{service}",
                        "dialogue": key,
                        "service": service,
                        "intent": _get(state, "active_intent", name),
                        "text": "\n".join(said),
                        "states": list(_states(_get(state, "slot_values", name))),
                    },
                )


def _states(slots: Json) -> Iterator[str]:
    """A state for each rank of accepted values; one that fills no slot is `none`."""
    values = {
        slot: [str(each) for each in accepted]
        for slot, accepted in (slots.items() if isinstance(slots, dict) else ())
        if isinstance(accepted, list) and accepted
    }
    for rank in range(max((len(accepted) for accepted in values.values()), default=1)):
        pairs = (f"{slot}: {each[min(rank, len(each) - 1)]}" for slot, each in values.items())
        yield "; ".join(pairs) or "none"


def _get(value: Json, key: str, name: str) -> Json:
    if not isinstance(value, dict) or key not in value:
        raise _wrong(f"a field '{key}'", name)
    return value[key]


def _wrong(wanted: str, name: str) -> TaskError:
    return TaskError(Fault(f"expected {wanted} as in the files of Schema-Guided Dialogue", name))
