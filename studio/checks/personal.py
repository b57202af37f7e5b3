"""Flags personal data, by checksum where there is one. It never repeats what it found."""

import re
from collections.abc import Iterable, Iterator

from studio.core.batch import SIDES, Batch
from studio.core.finding import Band, Sight
from studio.core.joined import Joined, Spot

# Start and end in the joined text, kind, and how sure.
_Place = tuple[int, int, str, Band]

_EMAIL = re.compile(r"[A-Za-z0-9][\w.+-]{0,63}@(?:[A-Za-z0-9-]{1,63}\.){1,5}[A-Za-z]{2,24}(?![\w@])")
_HOST = re.compile(r"@(?:[A-Za-z0-9-]{1,63}\.){1,5}[A-Za-z]{2,24}(?![\w@])")
_NAME = re.compile(r"[A-Za-z0-9][\w.+-]{0,63}\Z")
_NOBODY = re.compile(
    r"@(?:[\w-]+\.)*(?:example|test|invalid|localhost)\b|@(?:email|domain|company|mail|yourcompany|website|abc|xyz)\."
    r"|^(?:no-?reply|info|support|contact|sales|admin|hello|help|office|service|user|name|username|someone|you|your)"
    r"[\w.]*@|@.*\.(?:png|jpg|gif|js|py)$",
    re.IGNORECASE,
)
# Names that stand for anybody.
_MADE_UP = re.compile(
    r"(?:john|jane|j)[._-]?(?:doe|smith)|\w?(?:doe|smith)\d{0,4}@|test|example|sample|dummy|abc|xyz|foo|.{1,2}@"
    r"|alice@|bob@|john@|jane@|my_?(?:e-?mail|gmail)|promotions?@|alerts?@|news(?:letter)?@|notifications?@",
    re.IGNORECASE,
)
# Runs of digits, as numbers that people call or pay with are written: one scan for all of them. The first
# six signs are of a few, which seldom stand together; the pattern is only tried where they do.
_DIGITS = re.compile(r"[0-9][0-9 ().-]{5,24}[0-9X]")
_OF_NUMBERS, _LEAST = b"0123456789 ().-", 6
_NO_NUMBER_AFTER = frozenset("0123456789.,$€£%/=*^-_#:ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
_GOES_ON = re.compile(r"[0-9A-Za-z%/*^=]|[.,][0-9]")
_PHONE = re.compile(
    r"\+[1-9]\d{0,2}[ .-]?(?:\(\d{1,4}\)[ .-]?)?\d{1,4}(?:[ .-]?\d{2,4}){1,5}"
    r"|\(\d{3}\) ?\d{3}[ .-]\d{4}|(?:1[ .-])?\d{3}[.-]\d{3}[.-]\d{4}|0\d{2,4}[ /-]\d{5,9}|0\d{9,10}"
)
# Numbers of films and of hot lines are nobody's own.
_UNUSED_PHONE = re.compile(
    r"^1?8(?:00|88|77|66|55|44|33)|555|0123456|123456|234567|345678|456789|987654|876543|765432|(\d)\1{4}|0000$"
)
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Z][A-Z][0-9][0-9](?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b")
_SSN = re.compile(r"(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}")
_TEST_SSNS = frozenset({"078-05-1120", "219-09-9999", "123-45-6789", "987-65-4321", "111-11-1111"})
_CHINESE_ID = re.compile(r"[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dX]")
_CPF = re.compile(r"\d{3}\.\d{3}\.\d{3}-\d{2}")
_DNI = re.compile(r"(?<![A-Za-z0-9])[0-9XYZ][0-9]{7}[- ]?[A-HJ-NP-TV-Z](?![A-Za-z0-9])")
_IP = re.compile(r"[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}")
_OWN_IP = re.compile(
    r"10\.|127\.|0\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.|255\.|8\.8\.|1\.1\.1\.|1\.2\.3\.|1\.0\.0\."
    r"|192\.0\.2\.|198\.51\.100\.|203\.0\.113\."
)
_IN_GROUPS = re.compile(r"[0-9]{4}([ -])[0-9]{4,6}\1[0-9]{4,5}(?:\1[0-9]{1,4}){0,2}")
_CARD_LENGTHS = {"4": (13, 16, 19), "5": (16,), "2": (16,), "3": (14, 15), "6": (16, 19)}
# Numbers that payment companies publish for tests.
_TEST_CARDS_WORDS = """
4111111111111111 4242424242424242 5555555555554444 378282246310005 6011111111111117 4012888888881881
5105105105105100 4000056655665556 371449635398431 30569309025904 38520000023237 3530111333300000
"""
_TEST_CARDS = frozenset(_TEST_CARDS_WORDS.split())
_WORDS = {
    "e-mail": "an e-mail address",
    "phone": "a phone number",
    "card": "the number of a payment card",
    "iban": "an IBAN",
    "ssn": "a US social security number",
    "national-id": "a national id number",
    "ip-address": "an IP address",
}
KINDS = tuple(_WORDS)
_ISO_7064 = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


class Personal:
    """What names or reaches one person."""

    name = "personal"
    title = "personal data: e-mail, phone, payment card, IBAN, national ids (by checksum), IP addresses"

    def look(self, batch: Batch) -> Iterable[Sight]:
        """See `Check.look`."""
        for side in SIDES:
            for spot in find_personal(batch.joined(side)):
                why = f"{side} holds {_WORDS[spot.kind]}: take it out or replace it"
                yield Sight(spot.row, spot.kind, spot.band, why, side)


def find_personal(texts: Joined) -> Iterator[Spot]:
    """Where personal data stands in some texts: each address or number as a whole."""
    for row, match in texts.search_at(("@",), _HOST):
        name = _before(match)
        text = name + match[0]
        if _EMAIL.fullmatch(text) and not _NOBODY.search(text):
            band = Band.LOOK_CLOSELY if _MADE_UP.match(text) else Band.LIKELY
            yield texts.spot(row, match.start() - len(name), match.end(), "e-mail", band)
    for start, end in texts.runs(_OF_NUMBERS, _LEAST):
        for match in _DIGITS.finditer(texts.text, start, end + 1):
            found = _lettered(match) or _number(match)
            if found is not None:
                yield texts.spot(texts.row_at(match.start()), *found)


def _before(match: re.Match[str]) -> str:
    """The name before the sign of an address."""
    end = match.start()
    name = _NAME.search(match.string[max(0, end - 64) : end])
    return name[0] if name else ""


def _lettered(match: re.Match[str]) -> _Place | None:
    """An IBAN or a Spanish number around a run of digits: both begin or end in letters."""
    text, (start, end) = match.string, match.span()
    if text[max(0, start - 2) : start].isalpha() or text[start - 5 : start - 1].isupper():
        for found in _IBAN.finditer(text, max(0, start - 10), end + 36):
            if found.start() <= start < found.end() and is_iban(found[0]):
                return *found.span(), "iban", Band.CERTAIN
    if text[end - 1 : end + 2].strip("- 0123456789.,)(\n"):
        for found in _DNI.finditer(text, max(0, start - 1), end + 2):
            if found.start() <= start < found.end() and is_dni(found[0]):
                return *found.span(), "national-id", Band.LIKELY
    return None


def _number(match: re.Match[str]) -> _Place | None:
    """What a run of digits is: a payment card, a national id, a phone number, an address or nothing."""
    text, (start, end) = match[0], match.span()
    before = match.string[max(0, start - 2) : start]
    if (before and before[-1] in _NO_NUMBER_AFTER) or _GOES_ON.match(match.string, end):
        return None
    sign = before[before.find("+") :] if "+" in before else "(" if before.endswith("(") else ""
    found = _number_kind(sign, text)
    return (start - len(sign), end, *found) if found else None


def _number_kind(sign: str, text: str) -> tuple[str, Band] | None:
    """The kind of a number that stands apart; `sign` is a plus or a bracket in front of it."""
    if _IP.fullmatch(text):
        return ("ip-address", Band.LOOK_CLOSELY) if is_foreign_ip(text) else None
    text = sign + text
    digits = "".join(filter(str.isdigit, text))
    if len(digits) < 9:
        return None
    if is_card(digits) and (text == digits or _IN_GROUPS.fullmatch(text)):
        # One number in ten fits the checksum by chance: that it is written in groups makes it sure.
        sure = Band.LIKELY if text == digits else Band.CERTAIN
        return "card", Band.LOOK_CLOSELY if digits in _TEST_CARDS else sure
    if _CHINESE_ID.fullmatch(text):
        return ("national-id", Band.CERTAIN) if is_chinese_id(text) else None
    if _SSN.fullmatch(text):
        return "ssn", Band.LOOK_CLOSELY if text in _TEST_SSNS else Band.LIKELY
    if _CPF.fullmatch(text):
        return ("national-id", Band.LIKELY) if is_cpf(digits) else None
    if len(digits) <= 15 and _PHONE.fullmatch(text) and len(set(digits)) > 3:
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


def is_cpf(digits: str) -> bool:
    """True where the last two digits are the checks of a Brazilian CPF, modulo 11."""
    for place in (9, 10):
        total = sum(int(digit) * (place + 1 - at) for at, digit in enumerate(digits[:place]))
        if str(total * 10 % 11 % 10) != digits[place]:
            return False
    return len(set(digits)) > 1


def is_foreign_ip(text: str) -> bool:
    """True for an IPv4 address that is not private, reserved or written in every handbook."""
    return all(int(part) < 256 for part in text.split(".")) and not _OWN_IP.match(text)


def is_dni(text: str) -> bool:
    """True where the letter of a Spanish DNI or NIE is that of its number by 23."""
    plain = text.replace("-", "").replace(" ", "")
    number = int(plain[:-1].translate(str.maketrans("XYZ", "012")))
    return "TRWAGMYFPDXBNJZSQVHLCKE"[number % 23] == plain[-1]


CHECK = Personal()
