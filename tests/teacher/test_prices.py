"""Prices are those of the table, or none; a bound is never less than the cost."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.errors import StudioError
from studio.teacher.prices import Price, Usage, load_prices

SHIPPED = load_prices()
TOKENS = st.integers(0, 300_000)


def test_what_ten_thousand_rows_cost() -> None:
    usage = Usage(600, 400)
    for model, usd in [("claude-haiku-5-5", 2.60), ("claude-sonnet-5-5", 52), ("claude-opus-5-5", 104)]:
        price = SHIPPED.of(model)
        assert price is not None
        assert 10_000 * price.cost(usage, False) == pytest.approx(usd)
        assert 10_000 * price.cost(usage, True) == pytest.approx(usd / 2)


def test_the_cache_and_the_longer_prompt() -> None:
    haiku = SHIPPED.of("claude-haiku-5-5")
    assert haiku is not None
    usage = Usage(1_000_000 // 100, 0, 20_000, 30_000, 40_000)
    assert usage.prompt_tokens == 100_000
    assert haiku.cost(usage, False) == pytest.approx(0.001 + 0.0002 + 0.00375 + 0.008)
    assert haiku.cost(usage + Usage(1), False) == pytest.approx(5 * (haiku.cost(usage, False) + 1e-7))


def test_a_model_is_known_by_its_id_with_or_without_a_date() -> None:
    assert SHIPPED.of("claude-haiku-4-5-20251001") == SHIPPED.of("claude-haiku-4-5") is not None
    for unknown in (
        "claude-haiku-4",
        "claude-mythos-5-2",
        "claude-haiku-4-5-latest",
        "gpt-7",
        "",
        "-20251001",
    ):
        assert SHIPPED.of(unknown) is None
    assert SHIPPED.as_of.year >= 2026
    assert SHIPPED.source


@given(st.sampled_from(sorted(SHIPPED.models)), TOKENS, TOKENS, TOKENS, TOKENS, TOKENS, TOKENS, st.booleans())
def test_a_bound_is_never_less_than_the_cost(
    model: str, fresh: int, read: int, write: int, hour: int, more: int, output: int, batch: bool
) -> None:
    price, usage = SHIPPED.models[model], Usage(fresh, output, read, write, hour)
    assert price.bound(usage.prompt_tokens + more, output, batch) >= price.cost(usage, batch) * (1 - 1e-12)


def test_usages_add_up() -> None:
    assert Usage(1, 2, 3, 4, 5) + Usage(10, 20, 30, 40, 50) == Usage(11, 22, 33, 44, 55)
    assert sum([Usage(1), Usage(2)], Usage()) == Usage(3)


def test_a_file_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "prices.toml"
    assert load_prices(path) == SHIPPED
    path.write_text(
        "[models.claude-sonnet-5-5]\ninput = 1.5\n"
        "[models.'local']\ninput = 0.0\noutput = 0.0\ncache_read = 0.0\n"
        "cache_write_5m = 0.0\ncache_write_1h = 0.0\n"
    )
    prices = load_prices(path)
    old, new, local = SHIPPED.of("claude-sonnet-5-5"), prices.of("claude-sonnet-5-5"), prices.of("local")
    assert old is not None
    assert new == old.model_copy(update={"input": 1.5})
    assert isinstance(local, Price)
    assert local.cost(Usage(9, 9), True) == 0
    assert prices.own == {"claude-sonnet-5-5", "local"}
    assert prices.of("claude-opus-5-5") == SHIPPED.of("claude-opus-5-5")


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("[models.claude-opus-5-5]\noutput = 1.0\ninput = '5'\n", 3, "input"),
        ("# mine\n[models.claude-opus-5-5]\noutput = -1.0\n", 3, "output"),
        ("[models.a]\ninput = 1.0\n\n[models.b]\ninput = 1.0\n", 1, "output"),
        ("[models.claude-opus-5-5]\noutput = 1.0\n[models.claude-opus-5]\nprice = 1.0\n", 4, "price"),
        ("\n[models]\nclaude-opus-5 = {input = inf}\n", 3, "input"),
        ("\nmodels = 3\n", 2, "models"),
        ("\n\n[models]\nx = 3\n", 4, "table"),
        ("\n\nmodel = 3\n", 3, "model"),
        ("\n[model.x]\ninput = 1.0\n", 2, "model"),
        ("[models.x]\ninput = 1.0\ninput = \n", 3, "line 3"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, text: str, line: int, word: str) -> None:
    path = tmp_path / "prices.toml"
    path.write_text(text)
    with pytest.raises(StudioError) as caught:
        load_prices(path)
    assert f"line {line}" in caught.value.message
    assert word in caught.value.message
