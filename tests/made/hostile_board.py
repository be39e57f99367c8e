"""A leaderboard whose every text tries to become more than text.

Made from records without their checks, which would refuse most of it: what is tested is that pages
do not depend on them.
"""

from dataclasses import replace

from hostile import PAYLOADS

from llmsite.leaderboard.records import Leaderboard
from llmsite.schema.run import BackendIdentity
from llmsite.tasks import TaskExample


def hostile_leaderboard(made: Leaderboard) -> Leaderboard:
    """One model a payload, all its texts replaced, on a board of hostile tasks."""
    board, result = made.boards[0], made.results[0]
    model = made.model[result.record.model.id]
    row = board.rows[0]
    rows, models, results = [], [], []
    for i, text in enumerate(PAYLOADS):
        name, key = f"org-{i}/model-{i}", f"20261120-{i:016x}"
        card = model.card.model_copy(
            update={
                **dict.fromkeys(("name", "organisation", "licence", "architecture"), text),
                **dict.fromkeys(("training_data", "description", "released", "kind"), text),
                **dict.fromkeys(("url", "paper"), text),
                "id": name,
                "n_parameters": 1_000_000 + i,
            }
        )
        record = result.record.model_copy(
            update={
                "command": text,
                "llmsite_version": text,
                "model": result.record.model.model_copy(
                    update={"id": name, "source": text, "revision": text, "quantisation": text}
                ),
                "backend": BackendIdentity.model_construct(
                    name=text, version=1, packages={text: text}, numerics={text: text}, method=text
                ),
                "tasks": tuple(
                    task.model_copy(
                        update={
                            "style": text,
                            "extractor": text,
                            "decoding": {text: text},
                            "scores": tuple(
                                s.model_copy(update={"signature": text}) for s in task.scores
                            ),
                        }
                    )
                    for task in result.record.tasks
                ),
            }
        )
        scores = tuple(
            replace(s, model=name, result=key, key=replace(s.key, style=text)) for s in model.scores
        )
        cells = tuple(replace(cell, results=(key,)) for cell in row.cells)
        rows.append(
            replace(
                row,
                id=name,
                model=name,
                card=card,
                label=text,
                cells=cells,
                results=(key,),
                reason=text,
            )
        )
        models.append(replace(model, id=name, card=card, results=(key,), scores=scores))
        results.append(
            replace(result, id=key, record=record, path=text, sha256=text, samples_path=text)
        )
    columns = tuple(
        replace(column, title=PAYLOADS[i], unit=PAYLOADS[i + 1], group=PAYLOADS[i + 2])
        for i, column in enumerate(board.columns)
    )
    tasks = tuple(
        replace(
            task,
            title=PAYLOADS[i],
            description=PAYLOADS[i + 5],
            type=PAYLOADS[i + 9],
            domain=PAYLOADS[i + 3],
            licence=PAYLOADS[i],
            source_url=PAYLOADS[i + 24],
            authors=(PAYLOADS[i], PAYLOADS[i + 8]),
            languages=(PAYLOADS[i],),
            example=TaskExample(
                PAYLOADS[i + 2], "\n".join(PAYLOADS), tuple(PAYLOADS[:9]), PAYLOADS[i + 4]
            ),
            scores=tuple(
                score for each in models for score in each.scores if score.task == task.name
            ),
        )
        for i, task in enumerate(made.tasks)
    )
    hostile = replace(
        board,
        title=PAYLOADS[0],
        description=PAYLOADS[5],
        columns=columns,
        rows=tuple(rows),
        claimed=tuple(rows[:3]),
        reason=PAYLOADS[1],
        # The paired tests were of the rows that these replace.
        verdicts=None,
        evidence=(),
    )
    return Leaderboard((hostile,), tuple(models), tasks, tuple(results))
