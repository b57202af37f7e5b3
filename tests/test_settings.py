"""What a settings file or the environment says wrongly is told with its place, and without its value."""

from pathlib import Path

import pytest

from studio.errors import StudioError
from studio.settings import Settings, load_settings, settings_folder

_SECRET = "sk-ant api03-with-a-blank"


@pytest.fixture(autouse=True)
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A settings file of its own, and nothing in the environment."""
    path = tmp_path / "mine" / "settings.toml"
    path.parent.mkdir()
    monkeypatch.setenv("STUDIO_SETTINGS", str(path))
    for name in ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_BASE_URL", "STUDIO_MODEL"):
        monkeypatch.delenv(name, raising=False)
    return path


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('model = "x"\n\nmodl = "y"\n', "settings.toml, line 3: modl: there is no such setting"),
        ("\nat_once = 500\n", "settings.toml, line 2: at_once: input should be less than or equal to 200"),
        ('[Model]\nname = "x"\n', "settings.toml, line 1: Model: there is no such setting"),
        (f'api_key = "{_SECRET}"\n', "settings.toml, line 1: api_key: it holds blanks"),
        ('base_url = "gateway:8080"\n', "settings.toml, line 1: base_url: it is no address such as https://"),
        ('base_url = "http://[::1"\n', "settings.toml, line 1: base_url: it is no address"),
    ],
)
def test_a_mistake_in_the_file_is_told_with_its_line(file: Path, text: str, said: str) -> None:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(StudioError) as error:
        load_settings()
    assert error.value.message.startswith(said)
    assert _SECRET not in str(error.value) + error.value.hint


def test_a_mistake_elsewhere_is_not_blamed_on_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_BASE_URL", "nonsense")
    monkeypatch.setenv("ANTHROPIC_API_KEY", _SECRET)
    with pytest.raises(StudioError) as error:
        load_settings(at_once=0)
    told = error.value.message.split("; ")
    assert [one.partition(":")[0] for one in told] == ["ANTHROPIC_BASE_URL", "ANTHROPIC_API_KEY", "at_once"]
    assert _SECRET not in error.value.message


def test_prompts_and_prices_lie_beside_the_file(file: Path) -> None:
    assert settings_folder() == file.parent


def test_an_address_is_shown_without_its_password() -> None:
    settings = Settings(base_url="https://me:hidden@gateway.example.com:8443/claude")
    assert settings.server() == "https://gateway.example.com:8443/claude"
    assert Settings().server() == "Anthropic's server"
    assert Settings(provider="bedrock").server() == "bedrock"
