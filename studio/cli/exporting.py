"""The commands that leave rows behind: export, verify, and the lists of what there is."""

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from studio.cli.commands import open_session
from studio.cli.output import emit, run, say, show
from studio.errors import StudioError

if TYPE_CHECKING:
    from studio.exporters.recipe import Recipe


def _recipe(options: argparse.Namespace) -> "Recipe":
    from studio.exporters.recipe import Recipe, load_recipe, make_recipe

    base = load_recipe(options.recipe) if options.recipe else Recipe()
    given = {
        "statuses": options.status,
        "filter": options.filter,
        "shapes": options.shape,
        "validation_share": options.validation_share,
        "test_share": options.test_share,
        "stratify": options.stratify.split(",") if options.stratify else None,
        "lock": options.lock,
        "against": options.against,
        "mix": options.mix,
        "mix_share": options.mix_share,
        "parquet": options.parquet,
        "tokenizer": options.tokenizer,
        "seed": options.seed,
        "fields": options.fields.split(",") if options.fields else None,
        "pairs_in_sft": options.pairs_in_sft,
        "kto_from_verdicts": options.kto_from_verdicts,
        "margins": options.margins,
        "trainers": options.trainer,
        "base_model": options.base_model,
        "max_length": options.max_length,
    }
    if options.method:
        given["training"] = base.training.model_copy(update={"method": options.method})
    return make_recipe(base, {k: v for k, v in given.items() if v is not None})


def export(options: argparse.Namespace) -> int:
    """`studio export PROJECT --to DIR`."""
    recipe = _recipe(options)
    with open_session(options) as session:
        job = (
            session.preview(recipe)
            if options.dry_run
            else session.export(recipe, options.to, force=options.force)
        )
        report = run(job)
    if options.json:
        emit({key: str(v) if isinstance(v, Path) else v for key, v in asdict(report).items()})
        return 0
    for path, count in report.files.items():
        show(f"{path}  {count:,} rows")
    for why, count in report.left_out.items():
        show(f"left out {count:,}: {why}")
    for warning in report.warnings:
        say(f"note: {warning}")
    if options.dry_run and report.estimate:
        show("training would take, in estimates")
        for line in report.estimate:
            show(f"  {line}")
    if not options.dry_run:
        say(f"wrote {options.to}; how to train is in {options.to / 'LAUNCH.md'}")
    return 0


def verify(options: argparse.Namespace) -> int:
    """`studio verify PROJECT|DIR`."""
    seal = ""
    if options.path.is_dir():
        from studio.exporters.manifest import seal_of
        from studio.exporters.verifying import verify_folder

        wrong = run(verify_folder(options.path, options.against or ()))
        seal = f"; its seal, the sha256 of manifest.json, is {seal_of(options.path)}"
    elif options.against and not options.path.exists():
        raise StudioError(f"{options.path} is not there", "name a folder that studio export wrote")
    elif options.against:
        raise StudioError("--against wants an export folder", "for a project: studio check --against")
    else:
        from studio.session import Session

        with Session.open(options.path, create=False) as session:
            wrong = run(session.verify())
    for line in wrong:
        if options.json:
            emit({"wrong": line})
        else:
            show(line)
    say(
        f"{options.path}: "
        + (f"{len(wrong)} thing{'s are' if len(wrong) > 1 else ' is'} wrong" if wrong else f"whole{seal}")
    )
    return int(bool(wrong))


def push(options: argparse.Namespace) -> int:
    """`studio push DIR --repo OWNER/NAME`."""
    from studio.exporters.pushing import push_folder

    address = run(push_folder(options.path, options.repo, private=options.private))
    if options.json:
        emit({"address": address})
    else:
        show(address)
    return 0


def list_keys(options: argparse.Namespace) -> int:
    """`studio keys`."""
    from studio.tui.keymap import key_rows

    for row in key_rows():
        if options.json:
            emit(row)
        else:
            show(f"{row['keys']:16} {row['screens']:18} {row['does']}")
    return 0


def list_formats(options: argparse.Namespace) -> int:
    """`studio formats`."""
    from studio.extension import all_checks, all_exporters, all_launchers
    from studio.formats.format import all_formats

    kinds = (
        ("reads", all_formats()),
        ("writes", all_exporters()),
        ("trainer", all_launchers()),
        ("check", all_checks()),
    )
    for kind, items in kinds:
        for item in items:
            if options.json:
                emit({"kind": kind, "name": item.name, "title": item.title})
            else:
                show(f"{kind:8} {item.name:18} {item.title}")
    return 0
