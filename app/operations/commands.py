"""Commands that back the installation up and restore it, and the doctor."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext

from app.backup.manifest import Manifest
from app.backup.verifying import problems_of
from app.extensions import db
from app.operations import services
from app.operations.doctor import WRONG, examine
from app.refusals import Refused
from config import Settings

backup = AppGroup("backup", help="Backups: database and files, as of one moment.")
FOLDER = click.Path(file_okay=False, path_type=Path)


@contextmanager
def showing_refusals() -> Iterator[None]:
    """A rule's "no" is printed, and the command exits 1."""
    try:
        yield
    except Refused as refusal:
        click.echo(refusal.sentence, err=True)
        sys.exit(1)


@backup.command("create")
@click.argument("target", type=FOLDER)
@click.option("--keep", type=click.IntRange(1), help="Afterwards remove all but the newest KEEP backups in TARGET.")
@click.option("--verify", "is_verified", is_flag=True, help="Compute every digest of it again before it counts.")
def create(target: Path, keep: int | None, is_verified: bool) -> None:
    """Write a new backup into a folder below TARGET, while people work, and print its path.

    Exit 1 where nothing was written, and also where the store had lost a file: then the backup holds all the others.

    Example: flask --app wsgi backup create /var/backups/tecum --keep 14
    """
    with showing_refusals():
        folder = services.back_up(target, engine=db.engine, settings=settings(), keep=keep, is_verified=is_verified)
    manifest = Manifest.read(folder)
    click.echo(folder)
    click.echo(f"{manifest.sentence}.", err=True)
    if manifest.missing:
        tell_missing(manifest)
        sys.exit(1)


@backup.command("verify")
@click.argument("folder", type=FOLDER)
def verify(folder: Path) -> None:
    """Compute every digest of a backup again; exit 1 and name each part that is wrong.

    Example: flask --app wsgi backup verify /var/backups/tecum/tecum-2026-11-25T060000Z
    """
    problems = problems_of(folder)
    for problem in problems:
        click.echo(problem, err=True)
    if problems:
        sys.exit(1)
    manifest = Manifest.read(folder)
    click.echo(f"Sound: {manifest.sentence}, as of {manifest.began_at}, schema {manifest.revision}.")
    tell_missing(manifest)


@backup.command("restore")
@click.argument("folder", type=FOLDER)
@click.option("--without-erasure-list", is_flag=True, help="Go on although nothing says what was erased since.")
def restore(folder: Path, without_erasure_list: bool) -> None:
    """Restore a backup into this installation, which must be empty and stopped. Nothing is mailed for what it brings.

    Example: flask --app wsgi backup restore /var/backups/tecum/tecum-2026-11-25T060000Z --without-erasure-list
    """
    settings().keep_secret()
    with showing_refusals():
        restored = services.restore(
            folder, engine=db.engine, settings=settings(), without_erasure_list=without_erasure_list
        )
    if restored.manifest is not None:
        click.echo(f"Restored: {restored.manifest.sentence}, as of {restored.manifest.began_at}.")
        tell_missing(restored.manifest)
    click.echo(f"{restored.dropped} mails that waited then were dropped; {restored.erased} erasures were done again.")
    click.echo(f"{restored.quiet} open requests are quiet: they send no mail until a person has released them.")
    if restored.erased:
        click.echo("Now take what was erased off the disk too: flask --app wsgi records scrub")
    click.echo("Now check it: flask --app wsgi audit verify && flask --app wsgi doctor --files")


@click.command("doctor")
@click.option("--files", "checks_all_files", is_flag=True, help="Read every stored file, not a few.")
@click.option("--json", "as_json", is_flag=True, help="Print the lines as one JSON list.")
@with_appcontext
def doctor(checks_all_files: bool, as_json: bool) -> None:
    """Look at settings, mail, clock, disk, database, files, scheduler and backup; exit 1 if anything is wrong.

    Nothing is written and no mail is sent.  Example: flask --app wsgi doctor --files
    """
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    lines = list(examine(app, checks_all_files=checks_all_files))
    if as_json:
        click.echo(json.dumps([asdict(line) for line in lines], indent=1))
    else:
        click.echo("\n".join(line.text for line in lines))
    sys.exit(1 if any(line.state == WRONG for line in lines) else 0)


def tell_missing(manifest: Manifest) -> None:
    for key in manifest.missing:
        click.echo(f"The store had lost file {key} before this backup was made.", err=True)


def settings() -> Settings:
    found: Settings = current_app.extensions["tecum"]
    return found
