"""What can be measured of a set: gaps, balance, what validation can show, length bias. It changes no row."""

from collections import Counter
from collections.abc import Iterator
from math import sqrt

from studio.core.example import text_of
from studio.core.glyphs import one_line
from studio.core.splits import VALIDATION
from studio.core.verdict import Status
from studio.coverage.counting import Counts
from studio.coverage.shape import balance_of, evenness
from studio.exporters.recipe import Recipe, make_recipe
from studio.exporters.selection import SHAPES, select_rows
from studio.exporters.splitting import split_rows
from studio.readiness.asked import Asked
from studio.readiness.item import Item, Level
from studio.store import facets
from studio.store.examples import held_rows
from studio.store.ready import longer_chosen, rows_in
from studio.store.sights import all_gaps
from studio.vectors.share import wilson

_SAMPLE = 1_000
_MOST_LABELS, _LONGEST_LABEL = 30, 40
_SHOWN = 4
_UNEVEN = 0.6
_FEW_VALIDATION = 50


def gaps(asked: Asked) -> Iterator[Item]:
    """What the set lacks by its contract."""
    if asked.contract is None:
        sentence = "there is no contract: nobody said what the set should cover"
        yield Item(Level.NOTE, "gaps", sentence, "studio contract PROJECT --init proposes one from the rows")
        return
    found = all_gaps(asked.db)
    if found:
        worst = found[0][0]
        sentence = f"{len(found):,} gaps against the contract when it was counted last; the worst: {worst}"
        remedy = "studio coverage lists them and the fewest rows that close them"
        yield Item(Level.WARN, "gaps", sentence, remedy, "", "coverage")


def balance(asked: Asked) -> Iterator[Item]:
    """Answers that are labels, and the values of the contract's facets: how evenly rows lie over them."""
    rows = rows_in(asked.db, accepted_only=asked.accepted_only)
    sample = rows[:: max(1, len(rows) // _SAMPLE)].tolist()
    answers = [text_of(held.example.chosen).strip() for held in held_rows(asked.db, sample).values()]
    labels = Counter(answers)
    few = len(answers) >= 2 * len(labels) > 2 and len(labels) <= _MOST_LABELS
    if few and max(map(len, labels)) <= _LONGEST_LABEL:
        yield _balance_item("the answers are labels", dict(labels.most_common()), sum(labels.values()))
    contract = asked.contract
    if contract is None or facets.count_tagged(asked.db) < asked.tally.rows:
        return
    vectors = facets.load_vectors(asked.db, len(contract.facets))
    good = facets.good_rows(asked.db, accepted_only=asked.accepted_only)
    counts = Counts(contract.sizes, vectors[good])
    for number, facet in enumerate(contract.facets):
        found = balance_of(facet, number, counts)
        if sum(found.rows.values()):
            yield _balance_item(facet.name, found.rows, counts.total)


def _balance_item(name: str, rows: dict[str, int], total: int) -> Item:
    spread = evenness(list(rows.values()))
    ranked = sorted(rows.items(), key=lambda one: -one[1])
    shown = ", ".join(
        f"{one_line(value, 20)} {100 * count / max(1, total):.0f} %" for value, count in ranked[:_SHOWN]
    )
    more = f" and {len(ranked) - _SHOWN} more" if len(ranked) > _SHOWN else ""
    if spread < _UNEVEN:
        remedy = "a model leans to what it saw most: add rows of the rare values, if users need them"
        return Item(Level.WARN, "balance", f"{name}: uneven, {shown}{more}", remedy, "", "coverage")
    return Item(Level.NOTE, "balance", f"{name}: {shown}{more}")


def validation(asked: Asked) -> Iterator[Item]:
    """How many rows the split puts aside, and which difference they can show at all.

    Of n rows that are judged right or wrong (or won or lost), the share is known to within half of
    Wilson's (1927) 95 % interval at one half, where it is widest.
    """
    if not asked.validation_share:
        sentence = "no validation split is made: nobody will see the model get worse"
        yield Item(Level.WARN, "validation", sentence, "set validation_share to 0.1 or 0.2", "", "export")
        return
    rows = _validation_rows(asked)
    if not rows:
        sentence = "the validation split would be empty or a single group"
        yield Item(
            Level.WARN, "validation", sentence, "more rows, or a larger validation_share", "", "export"
        )
        return
    margin = interval_points(rows)
    sentence = (
        f"about {rows:,} validation rows: a win rate or accuracy near 50 % is known to ± {_points(margin)},"
        f" and two models must differ by about {_points(margin * sqrt(2))} to be told apart"
    )
    if rows < _FEW_VALIDATION:
        remedy = "enough to see a run go wrong, not to choose between two: judge on a larger eval set"
        yield Item(Level.WARN, "validation", sentence, remedy, "", "export")
    else:
        yield Item(Level.NOTE, "validation", sentence)


def _validation_rows(asked: Asked) -> int:
    """Rows that an export would put into validation, by the groups that are known so far."""
    open_ = (Status.ACCEPTED, Status.PENDING, Status.SKIPPED)
    wanted = {
        "statuses": open_[:1] if asked.accepted_only else open_,
        "validation_share": asked.validation_share,
        "seed": asked.seed,
    }
    recipe = make_recipe(Recipe(), wanted)
    rows = select_rows(asked.db, recipe)
    rows = rows.only((rows.shapes != SHAPES.index("prompt")) & ~rows.blocked)
    return int((split_rows(rows, recipe, {}).sides == VALIDATION).sum())


def _points(points: float) -> str:
    return f"{points:.0f} points" if points >= 1 else "less than a point"


def interval_points(rows: int) -> float:
    """Half of Wilson's 95 % interval of a share of one half of `rows`, in percentage points."""
    return 100 * (wilson(rows / 2, rows).high - 0.5)


def pairs(asked: Asked) -> Iterator[Item]:
    """Whether the chosen side of pairs is the longer one more often than not."""
    longer, differ = longer_chosen(asked.db, accepted_only=asked.accepted_only)
    if not differ:
        return
    share = wilson(longer, differ)
    if share.low <= 0.5 <= share.high:
        sentence = f"pairs: the chosen side is longer in {100 * share.value:.0f} % of {differ:,}"
        yield Item(Level.NOTE, "pairs", f"{sentence}: no length bias to see")
        return
    more = "longer" if share.value > 0.5 else "shorter"
    value, low, high = (
        (share.value, share.low, share.high)
        if more == "longer"
        else (1 - share.value, 1 - share.high, 1 - share.low)
    )
    sentence = (
        f"pairs: the chosen side is {more} in {100 * value:.0f} % of {differ:,}"
        f" ({100 * low:.0f} to {100 * high:.0f} %): DPO teaches '{more} is better'"
    )
    level = Level.WARN if value >= 0.6 else Level.NOTE
    where = f"{asked.filter} shape:pair"
    yield Item(level, "pairs", sentence, "Pairs shows the bias and which pairs balance it", where, "pairs")
