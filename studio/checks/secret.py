"""Flags keys, tokens and passwords. It never repeats one: a finding names its kind and its side only."""

import math
import re
from collections import Counter
from collections.abc import Iterable

from studio.core.batch import Batch
from studio.core.finding import Band, Sight

# The prefixes are those that the issuers document, so that leaks can be found.
_KINDS = (
    ("anthropic-key", r"sk-ant-[a-z0-9]{2,10}-[\w-]{20,200}"),
    ("openai-key", r"sk-(?:proj|svcacct|admin)-[\w-]{20,200}|sk-[A-Za-z0-9]{40,64}(?![\w-])"),
    ("aws-key", r"(?:AKIA|ASIA)[A-Z2-7]{16}(?!\w)"),
    ("github-token", r"gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_\w{40,255}"),
    ("gitlab-token", r"glpat-[\w-]{20,60}"),
    ("google-key", r"AIza[\w-]{35}(?![\w-])"),
    ("slack-token", r"xox[abposr]-[\w-]{10,200}|hooks\.slack\.com/services/T\w{6,12}/B\w{6,14}/\w{16,40}"),
    ("stripe-key", r"(?:sk|rk)_live_[A-Za-z0-9]{16,200}"),
    ("hugging-face-token", r"hf_[A-Za-z0-9]{30,60}(?!\w)"),
    ("npm-token", r"npm_[A-Za-z0-9]{36}(?!\w)"),
    ("pypi-token", r"pypi-AgE[\w-]{50,500}"),
    ("sendgrid-key", r"SG\.[\w-]{16,32}\.[\w-]{30,60}"),
    ("private-key", r"-----BEGIN (?:[A-Z]{2,10} )?PRIVATE KEY(?: BLOCK)?-----"),
    ("jwt", r"eyJ[\w-]{10,2000}\.eyJ[\w-]{10,4000}\.[\w-]{10,2000}"),
)
_KNOWN = re.compile("|".join(f"(?P<{name.replace('-', '_')}>{pattern})" for name, pattern in _KINDS))
_BEGINNINGS = (
    "sk-", "akia", "asia", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "aiza", "xox",
    "hooks.slack.com", "sk_live_", "rk_live_", "hf_", "npm_", "pypi-age", "sg.", "-----begin", "eyj",
)  # fmt: skip
_CREDENTIALS = re.compile(r"://[^\s/:@\0\"'<>]{1,60}:[^\s/:@\0\"'<>]{3,80}@[\w.-]{3,100}")
_ASSIGNED = re.compile(
    r"(?<![A-Za-z])(?:api[_-]?key|secret(?:[_-]?key)?|access[_-]?token|auth[_-]?token|passw(?:or)?d|client[_-]?secret)"
    r"[\"']?\s{0,3}[:=]\s{0,3}[\"']?(?P<value>[^\s\"'\0<>{}()\[\],;]{8,120})",
    re.IGNORECASE,
)
_ASSIGNING = ("api", "secret", "access", "auth", "passw", "client")
_EXAMPLE = re.compile(
    r"example|your|xxx|\*\*\*|\.\.\.|placeholder|insert|dummy|sample|test|fake|changeme|redacted|12345678|abcdef"
    r"|user:pass|username|password@|:password|secret(?:123)?\Z|os\.|env|process|get|none|null|true|false",
    re.IGNORECASE,
)
_LEAST_BITS = 3.0


class Secret:
    """Credentials."""

    name = "secret"
    title = "keys, tokens, private keys and passwords"

    def look(self, batch: Batch) -> Iterable[Sight]:
        """See `Check.look`."""
        for hit in batch.search_at(_BEGINNINGS, _KNOWN):
            kind = str(hit.match.lastgroup).replace("_", "-")
            yield _sight(hit.row, kind, hit.side, example=_looks_made_up(hit.match[0]))
        for hit in batch.search_at(("://",), _CREDENTIALS):
            yield _sight(hit.row, "password-in-url", hit.side, example=_looks_made_up(hit.match[0]))
        for hit in batch.search_at(_ASSIGNING, _ASSIGNED):
            value = hit.match["value"]
            if _bits(value) >= _LEAST_BITS and any(map(str.isdigit, value)) and not _EXAMPLE.search(value):
                why = (
                    f"{hit.side} seems to set a password or a key to a real value: change it, and take it out"
                )
                yield Sight(hit.row, "assigned", Band.LOOK_CLOSELY, why, hit.side)


def _sight(row: int, kind: str, side: str, *, example: bool) -> Sight:
    if example:
        why = f"{side} holds what looks like an example of a {kind.replace('-', ' ')}"
        return Sight(row, kind, Band.LOOK_CLOSELY, why, side, 0.3)
    why = f"{side} holds a {kind.replace('-', ' ')}: revoke it, and take it out"
    return Sight(row, kind, Band.CERTAIN, why, side)


def _looks_made_up(text: str) -> bool:
    return _EXAMPLE.search(text) is not None or _bits(text[-16:]) < 2.2


def _bits(text: str) -> float:
    """Shannon's entropy of the characters, in bits a character."""
    counts = Counter(text)
    return -sum(n / len(text) * math.log2(n / len(text)) for n in counts.values())


CHECK = Secret()
