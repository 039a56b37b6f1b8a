"""The options that have a language model asked: nothing is sent anywhere without --model."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from graph.terminal import errors_console, print_report

if TYPE_CHECKING:
    from collections.abc import Collection

    from graph.store.versions import VersionStore
    from loaders.articles.language_model.endpoint import Endpoint

SETTINGS: Final = "huunghi.model"
"""Under this key the context has the name of the model and the key for it, from the settings."""

F = TypeVar("F", bound=Callable[..., Any])


def model_options(command: F) -> F:
    """Add the options --model and --model-name to a command, as `model` and `model_name`."""
    command = click.option(
        "--model-name", metavar="NAME", help="Name of the model; HUUNGHI_MODEL_NAME where left out."
    )(command)
    return click.option(
        "--model",
        metavar="ADDRESS",
        help="Send the articles' texts to the language model at this OpenAI-compatible address, too; its key is read"
        " from HUUNGHI_MODEL_KEY.",
    )(command)


def endpoint_asked(model: str | None, model_name: str | None) -> "Endpoint | None":
    """Return the endpoint that the options and the settings name; None where no model is asked for."""
    if model is None:
        if model_name is not None:
            raise click.UsageError("--model-name needs --model: the address of the model.")
        return None
    from loaders.articles.language_model.endpoint import Endpoint

    name, key = click.get_current_context().meta.get(SETTINGS, ("", ""))
    return Endpoint.of(model, model=model_name or name, key=key)


def propose(versions: "VersionStore", texts: "Collection[str]", endpoint: "Endpoint") -> int:
    """Ask a model about texts, with a bar that shows the time left; return for how many it gave no answer."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from loaders.articles.language_model.extractor import LanguageModel
    from loaders.articles.language_model.load import UNANSWERED, propose_by_model

    console = errors_console()
    click.echo(f"Texts are sent to {endpoint.model} at {endpoint.host}.", err=True)
    columns = (TextColumn("asking"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("asking", total=None)
        report = propose_by_model(
            versions,
            texts,
            LanguageModel(endpoint),
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )
    print_report(f"{endpoint.model} at {endpoint.host}", report)
    return report.counts[UNANSWERED]


@click.group(short_help="The language models that proposed anything.")
def models() -> None:
    """List the language models that proposed anything, or take back what one proposed."""


@models.command("list")
@click.pass_obj
def list_models(versions: "VersionStore") -> None:
    """List the models, each with its host and the number of texts that it was asked about."""
    from loaders.articles.readings import Readings

    for model, texts in Readings(versions.root).models().items():
        click.echo(f"{model:45} {texts:8,} texts")


@models.command("withdraw")
@click.argument("model")
@click.pass_obj
def withdraw_model(versions: "VersionStore", model: str) -> None:
    """Remove what MODEL, as `huunghi models list` names it, proposed: also what a reviewer accepted of it."""
    from loaders.articles.language_model.load import withdraw

    print_report(model, withdraw(versions, model))
