"""`llmsite model`: cards of models."""

import sys

import click

from llmsite.cli.output import current_project, print_json, say
from llmsite.errors import Fault, LlmsiteError, ResultError

_ASKED = (
    ("organisation", "Who made the model"),
    ("licence", "Licence of the weights (an SPDX identifier)"),
    ("released", "Date of release (YYYY-MM-DD, YYYY-MM or YYYY)"),
    ("training_data", "What it was trained on, and whether this leaderboard's tasks were left out"),
    ("url", "Home page (https://…)"),
)


@click.group(short_help="Make and show model cards.")
def command() -> None:
    """Cards say who answered: results/<org>/<model>/model.json."""


@command.command("new", short_help="Write a card from what is known.")
@click.argument("model")
@click.option("--set", "given", multiple=True, metavar="FIELD=VALUE", help="A field of the card.")
@click.option("--yes", is_flag=True, help="Ask nothing; what is not known stays 'unknown'.")
def new(model: str, given: tuple[str, ...], *, yes: bool) -> None:
    """Write the card of MODEL (org/model): filled from its results, asking only for the rest."""
    from llmsite import results
    from llmsite.results.cards import CARD_NAME
    from llmsite.schema.model import ModelCard
    from llmsite.schema.run import ModelIdentity
    from llmsite.storage import make_record

    project = current_project()
    folder = project.results_dir / model
    newest = sorted(folder.glob("2*-*.json"))
    if newest:
        record = results.read(newest[-1], name=project.name_of(newest[-1])).record
        card = results.draft_card(record.model, record.adaptation)
    else:
        card = results.draft_card(make_record(ModelIdentity, id=model, source=model))
    values = card.model_dump() | dict(_pair(each) for each in given)
    if not yes and sys.stdin.isatty():
        for field, question in _ASKED:
            if values[field] in ("unknown", None):
                values[field] = click.prompt(question, default="unknown")
        values["url"] = None if values["url"] == "unknown" else values["url"]
    card = make_record(ModelCard, **values)
    if not results.write_card(folder, card):
        name = project.name_of(folder / CARD_NAME)
        raise ResultError(Fault("exists already", name, fix="edit it by hand, then 'llmsite fmt'"))
    click.echo(project.name_of(folder / CARD_NAME))
    say("Next: look it over, then 'llmsite check'.")


def _pair(text: str) -> tuple[str, object]:
    field, sign, value = text.partition("=")
    if not sign:
        raise click.UsageError(f"--set {text}: write FIELD=VALUE")
    if field in ("n_parameters", "context_length"):
        try:
            return field, int(value.replace("_", ""))
        except ValueError:
            raise click.UsageError(f"--set {text}: {field} is a whole number") from None
    if field in ("languages", "aliases", "maintainers"):
        return field, tuple(each.strip() for each in value.split(",") if each.strip())
    if field == "open_weights":
        return field, value.lower() in ("true", "yes")
    return field, value


@command.command("show", short_help="Show a card.")
@click.argument("model")
def show(model: str) -> None:
    """Print the card of MODEL as JSON."""
    from llmsite import results

    project = current_project()
    folder = project.results_dir / model
    if not (folder / "model.json").is_file():
        fix = f"'llmsite model new {model}' writes one"
        raise LlmsiteError(Fault("there is no card", project.name_of(folder), fix=fix))
    print_json(results.read_card(folder).model_dump(mode="json"))
