"""``python -m ckanext.luzern.embedded``: the commands behind the Makefile.

Exit codes: 0 done (``status``: everything runs), 1 not.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

import click

from . import report, stack
from .errors import StackError
from .layout import Layout


class Commands(click.Group):
    """A group that prints what went wrong instead of a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command. Being ended is like Ctrl-C: what was begun is undone."""
        for number in (signal.SIGINT, signal.SIGTERM):  # SIGINT too: a shell without job control starts background jobs deaf to it
            signal.signal(number, _interrupt)
        try:
            return super().invoke(ctx)
        except StackError as err:
            raise click.ClickException(str(err)) from err


class Progress:
    """Lines with the time since the start."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    def __call__(self, line: str) -> None:
        """Print a line."""
        click.echo(f"{time.monotonic() - self._began:6.1f} s  {line}")


@click.group(cls=Commands)
def main() -> None:
    """The Open Government Data portal of the City of Lucerne on this machine."""


@main.command()
def start() -> None:
    """Start the portal in the background; returns when it answers."""
    layout = Layout.from_environment()
    with stack.alone(layout):
        if running := _find_whole(layout):
            stack.finish(running, Progress())
            click.echo(f"The portal is running already: {running.layout.address} (state: {layout.state})")
            return
        stack.start(layout, Progress(), dies_with_us=False)
    _welcome(layout, "make stop")


@main.command()
def run() -> None:
    """Run the portal in the foreground; Ctrl-C stops it."""
    layout = Layout.from_environment()
    with stack.alone(layout):
        if found := _find_whole(layout):
            raise StackError(f"The portal is running already: {found.layout.address} (state: {layout.state})\n  Stop it with: make stop")
        running = stack.start(layout, Progress(), dies_with_us=True)
    _welcome(layout, "Ctrl-C")
    try:
        report.follow(layout, lambda: bool(running.supervisor.pid()))
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C has nothing to hurry
        click.echo("\nStopping …")
        stack.stop(layout, click.echo)
    else:
        if stack.stop(layout, click.echo):  # `make stop` leaves nothing
            raise StackError(f"supervisord has died, everything was stopped. Start again; its log: {layout.log('supervisor')}")
    click.echo("The portal is stopped.")


@main.command()
def stop() -> None:
    """Stop the portal."""
    layout = Layout.from_environment()
    if not layout.state.exists():
        click.echo(f"Nothing is running in {layout.state}.")
        return
    with stack.alone(layout):
        click.echo("Stopped." if stack.stop(layout, click.echo) else f"Nothing was running in {layout.state}.")


@main.command()
def status() -> None:
    """Tell what runs, where, and how much memory it takes."""
    layout = Layout.from_environment()
    running = stack.find(layout)
    if not running:
        raise StackError(f"The portal is not running (state: {layout.state}). Start it with: make start")
    states = running.supervisor.states()
    click.echo(f"{running.layout.address}\n{report.table(running.layout, states)}")
    sys.exit(0 if all(state.name == "RUNNING" for state in states) else 1)


@main.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
def clean(yes: bool) -> None:
    """Remove the portal's state: database, index, files, logs."""
    layout = Layout.from_environment()
    if not layout.state.exists():
        click.echo(f"There is nothing in {layout.state}.")
        return
    if not yes:
        click.confirm(f"Remove {layout.state} with all data of this portal?", abort=True)
    with stack.alone(layout):
        stack.stop(layout, click.echo)
        stack.clean(layout)
    click.echo(f"Removed {layout.state}.")


@main.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def ckan(arguments: tuple[str, ...]) -> None:
    """Run any `ckan` command against the running portal."""
    layout = Layout.from_environment()
    running = stack.find(layout)
    if not running:
        raise StackError("The portal is not running. Start it with: make start")
    program = str(Path(sys.executable).parent / "ckan")
    sys.exit(subprocess.run([program, *arguments], env=running.environment, check=False).returncode)


def _find_whole(layout: Layout) -> stack.Running | None:
    """Give the running stack; one of which a service has given up is stopped."""
    running = stack.find(layout)
    if running and not running.is_whole:
        click.echo("A service has given up: stopping the rest")
        stack.stop(layout, click.echo)
        return None
    return running


def _welcome(layout: Layout, stop_key: str) -> None:
    here = Path.cwd()
    secrets = layout.secrets.relative_to(here) if layout.secrets.is_relative_to(here) else layout.secrets
    click.echo(
        f"\n  Offene Daten der Stadt Luzern:  {layout.address}\n"
        f"  Sign in as admin; the password is LUZERN_ADMIN_PASSWORD in {secrets}\n"
        f"  Stop it with: {stop_key}\n"
    )


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    main(prog_name="embedded")
