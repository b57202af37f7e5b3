"""Flags keys, tokens and passwords. It never repeats one: a finding names its kind and its side only."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from studio.core.batch import SIDES, Batch
from studio.core.finding import Band, Sight
from studio.core.joined import Joined, Spot

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
KINDS = (*(name for name, _ in _KINDS), "password-in-url", "assigned")
_KNOWN = re.compile("|".join(f"(?P<{name.replace('-', '_')}>{pattern})" for name, pattern in _KINDS))
# Something of each that few other texts hold; the letters before it are looked at where it stands.
_DASHED = re.compile(r"-(?:(?<=sk-)|(?<=glpat-)|(?<=xox.-)|(?<=pypi-)(?=AgE)|(?=----BEGIN ))")
_UNDERLINED = re.compile(r"_(?:(?<=gh._)|(?<=github_)pat_|(?<=[sr]k_)live_|(?<=hf_)|(?<=npm_))")
_PREFIX = re.compile(r"(?:sk-|glpat-|xox.-|pypi-|-|gh._|github_|[sr]k_|hf_|npm_)\Z")
_UNDASHED = tuple(re.compile(word) for word in ("AKIA", "ASIA", "AIza", r"hooks\.slack\.com", r"SG\.", "eyJ"))
# All but private keys are one run of signs, longer than most words.
_SIGNS = b"0123456789abcdefghijklmnopqrstuvwxyz_-./?" + bytes(range(128, 256))
_LEAST = 15
_BEGIN = "-----begin "
_ANY = re.compile("|".join(pattern.pattern for pattern in (_DASHED, _UNDERLINED, *_UNDASHED)))
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
# What follows where a key or a value is longer than its pattern.
_KEY_SIGNS = re.compile(r"[\w-]{0,600}")
_VALUE_SIGNS = re.compile(r"[^\s\"'\0<>{}()\[\],;]{0,600}")
_KEY_LAST = re.compile(r"-----END (?:[A-Z]{2,10} ){0,2}PRIVATE KEY(?: BLOCK)?-----")
_KEY_LINES = re.compile(
    r"(?:(?:\s|\\[nr]){1,4}[A-Za-z0-9-]{2,20}: ?[^\s\0]{1,80})*"
    r"(?:(?:\s|\\[nr]){0,4}[A-Za-z0-9+/=]{40,120}){0,200}(?:(?:\s|\\[nr]){1,4}[A-Za-z0-9+/]{1,80}={1,2})?"
)
_LONGEST_KEY = 16_000
_MADE_UP = re.compile(r"password|passw0rd|qwerty|letmein|1234|mysecret|hunter2", re.IGNORECASE)
_LEAST_BITS = 3.0


class Secret:
    """Credentials."""

    name = "secret"
    title = "keys, tokens, private keys and passwords"

    def look(self, batch: Batch) -> Iterable[Sight]:
        """See `Check.look`."""
        for side in SIDES:
            for spot in find_secrets(batch.joined(side)):
                yield Sight(spot.row, spot.kind, spot.band, _why(spot, side), side, spot.score)


def find_secrets(texts: Joined) -> Iterator[Spot]:
    """Where keys, tokens and passwords stand in some texts: each as a whole, but without what names it.

    Two places may overlap: a key can be the value of an assignment.
    """
    text = texts.text
    for start in _key_places(texts):
        before = _PREFIX.search(text, max(0, start - 8), start + 1)
        begin = before.start() if before else start
        if begin and text[begin - 1].isalnum():  # inside a longer word
            continue
        match, row = _KNOWN.match(text, begin), texts.row_at(start)
        if match is not None and match.end() < texts.starts[row + 1]:
            kind = str(match.lastgroup).replace("_", "-")
            end = _key_end(text, match) if kind == "private-key" else _end(_KEY_SIGNS, text, match.end())
            yield _spot(texts, (row, begin, end), kind, match[0])
    for row, match in texts.search_at(("://",), _CREDENTIALS):
        start, end = match.start() + len("://"), match.start() + match[0].rindex("@")
        yield _spot(texts, (row, start, end), "password-in-url", match[0])
    for row, match in texts.search_at(_ASSIGNING, _ASSIGNED):
        value = match["value"]
        if _bits(value) >= _LEAST_BITS and any(map(str.isdigit, value)) and not _EXAMPLE.search(value):
            score = 0.3 if _MADE_UP.search(value) else 0.7
            start, end = match.start("value"), _value_end(texts.text, match.start("value"), match.end())
            yield texts.spot(row, start, end, "assigned", Band.LOOK_CLOSELY, score)


def _key_places(texts: Joined) -> Iterator[int]:
    """Where the sign of a key stands, kind by kind."""
    runs = texts.runs(_SIGNS, _LEAST)
    stretches = [run for run in runs if _ANY.search(texts.text, *run)]
    stretches += [(place, place + len(_BEGIN)) for place in texts.places((_BEGIN,))]
    for pattern in (_DASHED, _UNDERLINED, *_UNDASHED):
        hits = (hit for stretch in stretches for hit in pattern.finditer(texts.text, *stretch))
        yield from sorted({hit.start() for hit in hits})


def _spot(texts: Joined, place: tuple[int, int, int], kind: str, found: str) -> Spot:
    if _looks_made_up(found, kind):
        return texts.spot(*place, kind, Band.LOOK_CLOSELY, 0.3)
    return texts.spot(*place, kind, Band.CERTAIN)


def _why(spot: Spot, side: str) -> str:
    if spot.kind == "assigned":
        return f"{side} seems to set a password or a key to a real value: change it, and take it out"
    kind = spot.kind.replace("-", " ")
    if spot.band is Band.LOOK_CLOSELY:
        return f"{side} holds what looks like an example of a {kind}"
    return f"{side} holds a {kind}: revoke it, and take it out"


def _end(signs: re.Pattern[str], text: str, start: int) -> int:
    """Where a key ends that is longer than its pattern."""
    match = signs.match(text, start)
    return match.end() if match else start


def _value_end(text: str, start: int, end: int) -> int:
    """The end of an assigned value: its closing quote, whatever stands before it, or where its signs end."""
    quote = text[start - 1]
    if quote in "\"'":
        last = re.compile(rf"[^{quote}\n\0]{{0,600}}(?={quote})").match(text, end)
        if last is not None:
            return last.end()
    return _end(_VALUE_SIGNS, text, end)


def _key_end(text: str, first: re.Match[str]) -> int:
    """The end of a private key: its last line, or the last line of its letters where it is cut."""
    start = first.end()
    last = _KEY_LAST.search(text, start, start + _LONGEST_KEY)
    edge = text.find("\0", start, start + _LONGEST_KEY)
    again = text.find("-----BEGIN", start, start + _LONGEST_KEY)
    if last is not None and not any(0 <= other < last.end() for other in (edge, again)):
        return last.end()
    return _end(_KEY_LINES, text, start)


def _looks_made_up(text: str, kind: str) -> bool:
    if kind in ("jwt", "private-key"):  # long enough that short words stand in them by chance
        return False
    return _EXAMPLE.search(text) is not None or _bits(text[-16:]) < 2.2


def _bits(text: str) -> float:
    """Shannon's entropy of the characters, in bits a character."""
    counts = Counter(text)
    return -sum(n / len(text) * math.log2(n / len(text)) for n in counts.values())


CHECK = Secret()
