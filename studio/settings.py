"""What a person set for all their projects: the connection to Claude and its limits. It opens no connection.

The file is `settings.toml` in the system's settings folder, or where STUDIO_SETTINGS says. A key may
stand there or in the environment; it is held as a secret, which prints as stars, and goes nowhere else.
"""

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import platformdirs
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

from studio.errors import StudioError

_ENVIRONMENT = {
    "api_key": "ANTHROPIC_API_KEY",
    "auth_token": "ANTHROPIC_AUTH_TOKEN",
    "base_url": "ANTHROPIC_BASE_URL",
    "model": "STUDIO_MODEL",
}


class Settings(BaseModel):
    """Everything that `settings.toml` may say."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    provider: Literal["anthropic", "bedrock", "vertex"] = Field(
        "anthropic", description="who serves the models; bedrock and vertex need their extras"
    )
    base_url: str = Field("", description="a server that speaks the Messages API; empty: Anthropic's own")
    api_key: SecretStr | None = Field(None, description="the key; better in ANTHROPIC_API_KEY")
    auth_token: SecretStr | None = Field(None, description="a bearer token in place of a key")
    region: str = Field("", description="of Bedrock or Vertex; empty: as their own tools say")
    vertex_project: str = Field("", description="the Google Cloud project of Vertex")
    model: str = Field("claude-sonnet-5-5", description="the model that is asked")
    effort: Literal["", "low", "medium", "high", "xhigh", "max"] = Field(
        "", description="how much the model thinks; empty: as each prompt says"
    )
    answers: Literal["schema", "tool"] = Field(
        "schema", description="how answers are kept to their form: by output schema, or by a forced tool"
    )
    at_once: int = Field(8, ge=1, le=200, description="requests under way at the same time")
    cap_usd: float = Field(
        5.0,
        gt=0,
        allow_inf_nan=False,
        description="the most that one job may cost, unless it is told otherwise",
    )
    timeout_seconds: float = Field(600.0, gt=0, description="how long one request may take")
    offline: bool = Field(False, description="refuse every call")

    @field_validator("api_key", "auth_token")
    @classmethod
    def _can_be_sent(cls, value: SecretStr | None) -> SecretStr | None:
        """A key as a header can carry it; a line end that came along is cut off."""
        key = value.get_secret_value().strip() if value is not None else ""
        if not (key.isascii() and key.isprintable() and " " not in key):
            raise ValueError("it holds blanks, line ends or letters that no key has")
        return SecretStr(key) if key else None

    @field_validator("base_url")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        """An address that requests can go to."""
        try:
            parts = urlsplit(value.strip())
            known = not value or (parts.scheme in ("http", "https") and bool(parts.hostname))
            known = known and (parts.port is None or parts.port > 0)
        except ValueError:
            known = False
        if not known:
            raise ValueError("it is no address such as https://gateway.example.com")
        return value.strip()

    def server(self) -> str:
        """Where requests go, as it may be shown: without a name and a password."""
        if self.provider != "anthropic" or not self.base_url:
            return self.provider if self.provider != "anthropic" else "Anthropic's server"
        parts = urlsplit(self.base_url)
        return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()

    def has_key(self) -> bool:
        """True when there is something to show to the server as proof."""
        return self.provider != "anthropic" or self.api_key is not None or self.auth_token is not None


def settings_path() -> Path:
    """The settings file."""
    named = os.environ.get("STUDIO_SETTINGS")
    folder = Path(platformdirs.user_config_dir("studio", appauthor=False))
    return Path(named) if named else folder / "settings.toml"


def settings_folder() -> Path:
    """Where prompts and prices of one's own lie: beside the settings file."""
    return settings_path().parent


def load_settings(**changes: Any) -> Settings:
    """The settings: the file, over it the environment, over both what a command says (None: nothing).

    Raises:
        StudioError: the file cannot be read or says something that cannot be; values are not repeated.

    """
    path = settings_path()
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    except tomllib.TOMLDecodeError as error:
        raise StudioError(f"{path.name} is not TOML: {str(error).splitlines()[0]}", f"edit {path}") from None
    except (OSError, UnicodeDecodeError):
        raise StudioError(f"{path.name} cannot be read", f"look at {path}") from None
    said = {key: os.environ[name] for key, name in _ENVIRONMENT.items() if os.environ.get(name)}
    changed = {key: value for key, value in changes.items() if value is not None}
    try:
        return Settings.model_validate({**values, **said, **changed})
    except ValidationError as error:
        wrong = "; ".join(_told(path, one, said, changed) for one in error.errors())
        raise StudioError(wrong, "settings are: " + ", ".join(Settings.model_fields)) from None


def _told(path: Path, error: Any, said: Mapping[str, Any], changed: Mapping[str, Any]) -> str:
    """One mistake with its place: the environment, the command, or a line of the file."""
    key = str(error["loc"][0]) if error["loc"] else ""
    what = "there is no such setting" if error["type"] == "extra_forbidden" else error["msg"].lower()
    what = what.removeprefix("value error, ")
    if key in changed:
        return f"{key}: {what}"
    if key in said:
        return f"{_ENVIRONMENT[key]}: {what}"
    named = re.compile(rf"\s*\[*\s*[\"']?{re.escape(key)}[\"']?\s*[=.\]]")
    lines = path.read_text(encoding="utf-8").splitlines()
    place = next((f", line {n}" for n, line in enumerate(lines, 1) if named.match(line)), "")
    return f"{path.name}{place}: {key}: {what}"
