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
    ("aws-key", r"(?:AKIA|ASIA)[A-Z0-9]{16}(?!\w)"),
    ("github-token", r"gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_\w{40,255}"),
    ("gitlab-token", r"glpat-[\w-]{20,60}"),
    ("google-key", r"AIza[\w-]{35}(?![\w-])"),
    ("slack-token", r"xox[abposr]-[\w-]{10,200}|hooks\.slack\.com/services/T\w{6,12}/B\w{6,14}/\w{16,40}"),
    ("stripe-key", r"(?:sk|rk)_live_[A-Za-z0-9]{16,200}"),
    ("hugging-face-token", r"hf_[A-Za-z0-9]{30,60}(?!\w)"),
    ("npm-token", r"npm_[A-Za-z0-9]{36}(?!\w)"),
    ("pypi-token", r"pypi-AgE[\w-]{50,500}"),
    ("sendgrid-key", r"SG\.[\w-]{16,32}\.[\w-]{30,60}"),
    ("private-key", r"-----BEGIN (?:[A-Z]{2,10} ){0,2}PRIVATE KEY(?: BLOCK)?-----"),
    ("jwt", r"eyJ[\w-]{10,2000}\.eyJ[\w-]{10,4000}\.[\w-]{10,2000}"),
)
_KNOWN = re.compile("|".join(f"(?P<{name.replace('-', '_')}>{pattern})" for name, pattern in _KINDS))
# Most of them hold '-' or '_' after a few letters: a rare sign is found faster than a dozen words.
# The letters before it are looked at where it stands.
_DASHED = re.compile(r"-(?:(?<=sk-)|(?<=glpat-)|(?<=xox.-)|(?<=pypi-)(?=AgE)|(?=----BEGIN ))")
_UNDERLINED = re.compile(r"_(?:(?<=gh._)|(?<=github_)pat_|(?<=[sr]k_)live_|(?<=hf_)|(?<=npm_))")
_PREFIX = re.compile(r"(?:sk-|glpat-|xox.-|pypi-|-|gh._|github_|[sr]k_|hf_|npm_)\Z")
_UNDASHED = tuple(re.compile(word) for word in ("AKIA", "ASIA", "AIza", r"hooks\.slack\.com", r"SG\.", "eyJ"))
_CREDENTIALS = re.compile(r"://[^\s/:@\0\"'<>]{1,60}:[^\s/:@\0\"'<>]{3,80}@[\w.-]{3,100}")
_ASSIGNED = re.compile(
    r"(?<![A-Za-z])(?:api[_-]?key|secret(?:[_-]?key)?|access[_-]?token|auth[_-]?token|passw(?:or)?d|client[_-]?secret)"
    r"[\"']?\s{0,3}[:=]\s{0,3}[\"']?(?P<value>[^\s\"'\0<>{}()\[\],;]{8,120})",
    re.IGNORECASE,
)
_ASSIGNING = ("api_key", "api-key", "apikey", "secret", "access_", "auth_", "passw", "client_")
_EXAMPLE = re.compile(
    r"example|your|xxx|\*\*\*|\.\.\.|placeholder|insert|dummy|sample|test|fake|changeme|redacted|12345678|abcdef"
    r"|user:pass|username|password@|:password|secret(?:123)?\Z|os\.|env|process|get|none|null|true|false",
    re.IGNORECASE,
)
_MADE_UP = re.compile(r"password|passw0rd|qwerty|letmein|1234|mysecret|hunter2", re.IGNORECASE)
_LEAST_BITS = 3.0


class Secret:
    """Credentials."""

    name = "secret"
    title = "keys, tokens, private keys and passwords"

    def look(self, batch: Batch) -> Iterable[Sight]:
        """See `Check.look`."""
        for pattern in (_DASHED, _UNDERLINED, *_UNDASHED):
            for hit in batch.search(pattern):
                text, start = hit.match.string, hit.match.start()
                before = _PREFIX.search(text, max(0, start - 8), start + 1)
                begin = before.start() if before else start
                if begin and text[begin - 1].isalnum():  # inside a longer word
                    continue
                match = _KNOWN.match(text, begin)
                if match is not None:
                    kind = str(match.lastgroup).replace("_", "-")
                    yield _sight(hit.row, kind, hit.side, example=_looks_made_up(match[0], kind))
        for hit in batch.search_at(("://",), _CREDENTIALS):
            kind = "password-in-url"
            yield _sight(hit.row, kind, hit.side, example=_looks_made_up(hit.match[0], kind))
        for hit in batch.search_at(_ASSIGNING, _ASSIGNED):
            value = hit.match["value"]
            if _bits(value) >= _LEAST_BITS and any(map(str.isdigit, value)) and not _EXAMPLE.search(value):
                why = (
                    f"{hit.side} seems to set a password or a key to a real value: change it, and take it out"
                )
                score = 0.3 if _MADE_UP.search(value) else 0.7
                yield Sight(hit.row, "assigned", Band.LOOK_CLOSELY, why, hit.side, score)


def _sight(row: int, kind: str, side: str, *, example: bool) -> Sight:
    if example:
        why = f"{side} holds what looks like an example of a {kind.replace('-', ' ')}"
        return Sight(row, kind, Band.LOOK_CLOSELY, why, side, 0.3)
    why = f"{side} holds a {kind.replace('-', ' ')}: revoke it, and take it out"
    return Sight(row, kind, Band.CERTAIN, why, side)


def _looks_made_up(text: str, kind: str) -> bool:
    if kind in ("jwt", "private-key"):  # long enough that short words stand in them by chance
        return False
    return _EXAMPLE.search(text) is not None or _bits(text[-16:]) < 2.2


def _bits(text: str) -> float:
    """Shannon's entropy of the characters, in bits a character."""
    counts = Counter(text)
    return -sum(n / len(text) * math.log2(n / len(text)) for n in counts.values())


CHECK = Secret()
