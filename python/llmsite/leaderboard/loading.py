"""A project's files become its leaderboard: read all, check all, join all, rank once.

The only entry for the site, the exports and `compare`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from llmsite.errors import Fault, LlmsiteError, ResultError
from llmsite.leaderboard.boards import build_board
from llmsite.leaderboard.catalogue import Catalogue
from llmsite.leaderboard.entries import model_entries, task_entries, task_scores
from llmsite.leaderboard.evidence import read_results
from llmsite.leaderboard.past import past_boards
from llmsite.leaderboard.records import Board, Leaderboard, ResultEntry
from llmsite.leaderboard.requests import request_entries
from llmsite.leaderboard.snapshots import read_snapshots
from llmsite.project import Project
from llmsite.results.cards import CARD_NAME, draft_card, read_card
from llmsite.schema.model import ModelCard
from llmsite.schema.suite import Suite
from llmsite.tasks import load_suite, suite_names


def load(
    project: Project, *, data_dirs: Sequence[Path] = (), without: frozenset[str] = frozenset()
) -> Leaderboard:
    """Everything that a project's results amount to.

    Args:
        project: The project.
        data_dirs: Folders with local copies of the tasks' data.
        without: Files to leave out, relative to the project: results and records beside them.

    Raises:
        LlmsiteError: Every fault of a result, a card, a suite or a task.
    """
    level = project.config.level
    entries, additions = read_results(project, without)
    catalogue = Catalogue(project, data_dirs)
    cards = _cards(project, entries)
    suites = _suites(project, entries)
    boards = tuple(build_board(suite, entries, catalogue, cards, level) for suite in suites)
    shown = {
        result
        for board in boards
        for row in (*board.rows, *board.claimed)
        for result in row.results
    }
    entries = [replace(entry, counts=entry.id in shown) for entry in entries]
    snapshots = read_snapshots(project, without)
    scores = list(task_scores(entries, catalogue, boards))
    return Leaderboard(
        boards=boards,
        models=model_entries(entries, cards, scores, _written(project, cards)),
        tasks=task_entries(entries, catalogue, boards, scores),
        results=tuple(entries),
        requests=request_entries(project, additions, entries),
        catalogue=catalogue,
        snapshots=snapshots,
        make_past=partial(
            past_boards, suites, tuple(entries), catalogue, cards, snapshots, level=level
        ),
    )


def _cards(project: Project, entries: Iterable[ResultEntry]) -> dict[str, ModelCard]:
    """Cards by model: the written one, else what the newest result says."""
    cards: dict[str, ModelCard] = {}
    faults: list[Fault] = []
    for entry in entries:
        model = entry.record.model
        if model.id in cards:
            continue
        folder = project.results_dir / model.id
        if not (folder / CARD_NAME).is_file():
            cards[model.id] = draft_card(model, entry.record.adaptation)
            continue
        try:
            cards[model.id] = read_card(folder, name=project.name_of(folder / CARD_NAME))
        except LlmsiteError as error:
            faults += error.faults
            cards[model.id] = draft_card(model)
    if faults:
        raise ResultError(*faults)
    return cards


def _written(project: Project, cards: Mapping[str, ModelCard]) -> frozenset[str]:
    """Models that have a card of their own."""
    return frozenset(
        model for model in cards if (project.results_dir / model / CARD_NAME).is_file()
    )


def _suites(project: Project, entries: Iterable[ResultEntry]) -> tuple[Suite, ...]:
    """Suites in the project's order; without any named: its own, else those of its results."""
    named: Sequence[str] = project.config.suites
    if not named:
        own = sorted(path.stem for path in project.suites_dir.glob("*.toml"))
        known = set(suite_names(project))
        asked = {entry.record.suite or "" for entry in entries}
        named = own or sorted(asked & known)
    return tuple(load_suite(name, project) for name in named)


def board_of(leaderboard: Leaderboard, suite: str | None) -> Board:
    """A board by its suite; the first one without a name.

    Raises:
        ResultError: There is none.
    """
    if not leaderboard.boards:
        raise ResultError(Fault("the project has no suite", fix="name one in site.toml"))
    if suite is None:
        return leaderboard.boards[0]
    if suite not in leaderboard.board:
        known = ", ".join(leaderboard.board)
        raise ResultError(Fault(f"there is no board of the suite '{suite}'", fix=f"use {known}"))
    return leaderboard.board[suite]
