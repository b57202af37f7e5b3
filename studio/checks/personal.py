"""Flags personal data, by checksum where there is one. It never repeats what it found."""

import re
from collections.abc import Callable, Iterable

from studio.core.batch import Batch, Hit
from studio.core.finding import Band, Sight

_EMAIL = re.compile(r"[A-Za-z0-9][\w.+-]{0,63}@(?:[A-Za-z0-9-]{1,63}\.){1,5}[A-Za-z]{2,24}(?![\w@])")
_HOST = re.compile(r"@(?:[A-Za-z0-9-]{1,63}\.){1,5}[A-Za-z]{2,24}(?![\w@])")
_NAME = re.compile(r"[A-Za-z0-9][\w.+-]{0,63}\Z")
_NOBODY = re.compile(
    r"@(?:[\w-]+\.)*(?:example|test|invalid|localhost)\b|@(?:email|domain|company|mail|yourcompany|website|abc|xyz)\."
    r"|^(?:no-?reply|info|support|contact|sales|admin|hello|help|office|service|user|name|username|someone|you|your)"
    r"[\w.]*@|@.*\.(?:png|jpg|gif|js|py)$",
    re.IGNORECASE,
)
# Runs of digits, as numbers that people call or pay with are written.
_DIGITS = re.compile(r"[0-9][0-9 ().-]{7,24}[0-9X](?![0-9A-Za-z%/*^=]|[.,][0-9])")
_NO_NUMBER_AFTER = frozenset("0123456789.,$€£%/=*^-_#:ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
_PHONE = re.compile(
    r"\+[1-9]\d{0,2}[ .-]?(?:\(\d{1,4}\)[ .-]?)?\d{2,4}(?:[ .-]?\d{2,4}){1,4}"
    r"|\(\d{3}\) ?\d{3}[ .-]\d{4}|\d{3}[.-]\d{3}[.-]\d{4}|0\d{2,4}[ /-]\d{5,9}|0\d{9,10}"
)
_UNUSED_PHONE = re.compile(r"555|0123456|1234567|9876543|(\d)\1{5}")
_IBAN = re.compile(r"[A-Z][A-Z][0-9][0-9](?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b")
_SSN = re.compile(r"(?<![\d-])(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\d-])")
_CHINESE_ID = re.compile(r"(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dX](?!\d)")
_DNI = re.compile(r"[0-9XYZ][0-9]{7}[- ]?[A-HJ-NP-TV-Z]\b")
_IP = re.compile(r"[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}(?![0-9.])")
_OWN_IP = re.compile(
    r"10\.|127\.|0\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.|255\.|8\.8\.|1\.1\.1\.|1\.2\.3\.|192\.0\.2\.|198\.51\.100\.|203\.0\.113\."
)
_CARD_LENGTHS = {"4": (13, 16, 19), "5": (16,), "2": (16,), "3": (14, 15), "6": (16, 19)}
# Numbers that payment companies publish for tests.
_TEST_CARDS_WORDS = """
4111111111111111 4242424242424242 5555555555554444 378282246310005 6011111111111117 4012888888881881
5105105105105100 4000056655665556 371449635398431 30569309025904 38520000023237 3530111333300000
"""
_TEST_CARDS = frozenset(_TEST_CARDS_WORDS.split())
_ISO_7064 = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


class Personal:
    """What names or reaches one person."""

    name = "personal"
    title = "personal data: e-mail, phone, payment card, IBAN, national ids (by checksum), IP addresses"

    def look(self, batch: Batch) -> Iterable[Sight]:
        """See `Check.look`."""
        for hit in batch.search_at(("@",), _HOST):
            text = _before(hit) + hit.match[0]
            if _EMAIL.fullmatch(text) and not _NOBODY.search(text):
                yield _sight(hit, "e-mail", Band.LIKELY)
        for hit in batch.search(_DIGITS):
            found = _number(hit)
            if found is not None:
                yield _sight(hit, *found)
        yield from _told(batch, _IBAN, "iban", Band.CERTAIN, is_iban)
        yield from _told(batch, _DNI, "national-id", Band.LIKELY, is_dni)
        yield from _told(batch, _IP, "ip-address", Band.LOOK_CLOSELY, is_foreign_ip)


def _before(hit: Hit) -> str:
    """The name before the sign of an address."""
    text, end = hit.match.string, hit.match.start()
    name = _NAME.search(text[max(0, end - 64) : end])
    return name[0] if name else ""


def _told(
    batch: Batch, pattern: re.Pattern[str], kind: str, band: Band, holds: Callable[[str], bool]
) -> Iterable[Sight]:
    for hit in batch.search(pattern):
        start = hit.match.start()
        if start and hit.match.string[start - 1].isalnum():
            continue
        if holds(hit.match[0]):
            yield _sight(hit, kind, band)


def _sight(hit: Hit, kind: str, band: Band) -> Sight:
    word = {"iban": "an IBAN", "ip-address": "an IP address", "e-mail": "an e-mail address"}.get(
        kind, f"a {kind.replace('-', ' ')}"
    )
    return Sight(hit.row, kind, band, f"{hit.side} holds {word}: take it out or replace it", hit.side)


def _number(hit: Hit) -> tuple[str, Band] | None:
    """What a run of digits is: a payment card, a national id, a phone number or nothing."""
    text, start = hit.match[0], hit.match.start()
    before = hit.match.string[max(0, start - 2) : start]
    if before and before[-1] in _NO_NUMBER_AFTER:
        return None
    text = (before[before.find("+") :] if "+" in before else "(" if before.endswith("(") else "") + text
    digits = "".join(filter(str.isdigit, text))
    if is_card(digits) and text.count("-") + text.count(" ") in (0, 2, 3):
        return ("card", Band.LOOK_CLOSELY if digits in _TEST_CARDS else Band.CERTAIN)
    if _CHINESE_ID.fullmatch(text):
        return ("national-id", Band.CERTAIN) if is_chinese_id(text) else None
    if _SSN.fullmatch(text):
        return "ssn", Band.LIKELY
    if 9 <= len(digits) <= 15 and _PHONE.fullmatch(text):
        return "phone", Band.LOOK_CLOSELY if _UNUSED_PHONE.search(digits) else Band.LIKELY
    return None


def is_card(digits: str) -> bool:
    """True for the length and first digit of a card, and Luhn's checksum (ISO/IEC 7812-1)."""
    likely = len(digits) in _CARD_LENGTHS.get(digits[:1], ()) and len(set(digits)) >= 4
    if not likely and digits not in _TEST_CARDS:
        return False
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def is_iban(text: str) -> bool:
    """True where the remainder by 97 is 1 (ISO 13616)."""
    plain = text.replace(" ", "")
    if not 15 <= len(plain) <= 34:
        return False
    turned = plain[4:] + plain[:4]
    return int("".join(str(int(char, 36)) for char in turned)) % 97 == 1


def is_chinese_id(text: str) -> bool:
    """True where the last sign is the check of the seventeen before it (GB 11643-1999, ISO 7064 MOD 11-2)."""
    total = sum(int(digit) * weight for digit, weight in zip(text, _ISO_7064, strict=False))
    return "10X98765432"[total % 11] == text[-1]


def is_foreign_ip(text: str) -> bool:
    """True for an IPv4 address that is not private, reserved or written in every handbook."""
    return all(int(part) < 256 for part in text.split(".")) and not _OWN_IP.match(text)


def is_dni(text: str) -> bool:
    """True where the letter of a Spanish DNI or NIE is that of its number by 23."""
    plain = text.replace("-", "").replace(" ", "")
    number = int(plain[:-1].translate(str.maketrans("XYZ", "012")))
    return "TRWAGMYFPDXBNJZSQVHLCKE"[number % 23] == plain[-1]


CHECK = Personal()
