"""The options of the commands that leave files behind. It runs none of them."""

import argparse
from pathlib import Path

# As in `core.training`, which is slow to import for a page of help.
METHODS = ("lora", "qlora", "full")


def add_export(verb: argparse.ArgumentParser) -> None:
    """`studio export`: the folder, the recipe, and what overrides it."""
    verb.add_argument("--to", type=Path, required=True, metavar="DIR", help="the folder to write")
    verb.add_argument("--recipe", type=Path, help="a recipe.yaml; options below override it")
    verb.add_argument("--status", action="append", metavar="STATUS", help="verdicts to export (accepted)")
    verb.add_argument("--filter", help="only rows that this filter finds")
    verb.add_argument(
        "--shape",
        action="append",
        metavar="NAME",
        help="row shape, one for each folder; studio formats lists them",
    )
    verb.add_argument("--validation-share", type=float, metavar="SHARE", help="0.2 = 80/20")
    verb.add_argument("--test-share", type=float, metavar="SHARE", help="a locked test split besides (0)")
    verb.add_argument("--stratify", metavar="FACETS", help="facets, by commas: every value on every side")
    verb.add_argument("--lock", type=Path, metavar="DIR", help="keep rows on the side of an earlier export")
    _against(verb, "rows like rows of this file are left out of train")
    verb.add_argument("--mix", type=Path, metavar="FILE", help="general rows to add to the SFT train rows")
    verb.add_argument("--mix-share", type=float, metavar="SHARE", help="their share of these rows (0.15)")
    verb.add_argument("--seed", type=int, help="of the split and the mix (42)")
    verb.add_argument("--fields", help="unknown fields to carry, by commas; * for all")
    verb.add_argument(
        "--pairs-in-sft", action="store_true", default=None, help="SFT learns the chosen side of pairs too"
    )
    verb.add_argument(
        "--kto-from-verdicts",
        action="store_true",
        default=None,
        help="with --shape kto: accepted SFT rows are good, rejected ones bad",
    )
    verb.add_argument(
        "--margins", action="store_true", default=None, help="how much better, as a column of dpo"
    )
    verb.add_argument(
        "--trainer", action="append", metavar="NAME", help="whose configs to write (trl); all for every one"
    )
    verb.add_argument("--method", choices=METHODS, help="which weights are trained (lora)")
    verb.add_argument("--base-model", metavar="ID", help="as the hub names it, or a local folder")
    verb.add_argument(
        "--max-length", type=int, metavar="TOKENS", help="most tokens of a row in training (2048)"
    )
    verb.add_argument("--tokenizer", type=Path, metavar="PATH", help="count tokens with this local tokenizer")
    verb.add_argument("--parquet", action="store_true", default=None, help="write Parquet beside JSONL")
    verb.add_argument("--force", action="store_true", help="replace an earlier export")
    verb.add_argument("--dry-run", action="store_true", help="count, write nothing")


def add_verify(verb: argparse.ArgumentParser) -> None:
    """`studio verify`."""
    verb.add_argument("path", type=Path, help="a project file or an export folder")
    _against(verb, "a file that no training row may be like")
    verb.add_argument("--json", action="store_true", help="one JSON object a line on standard output")


def add_push(verb: argparse.ArgumentParser) -> None:
    """`studio push`."""
    verb.add_argument("path", type=Path, metavar="DIR", help="an export folder")
    verb.add_argument("--repo", required=True, metavar="OWNER/NAME", help="the data set on the hub")
    verb.add_argument("--private", action="store_true", help="for its owner only, where it is made")
    verb.add_argument("--json", action="store_true", help="one JSON object a line on standard output")


def _against(verb: argparse.ArgumentParser, text: str) -> None:
    verb.add_argument("--against", type=Path, action="append", metavar="FILE", help=text)
