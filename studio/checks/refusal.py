"""Flags answers that refuse, apologise, or speak of being a model. Whether they should, a person says."""

import re
from collections.abc import Iterable

from studio.core.batch import Batch
from studio.core.finding import Band, Sight

_DISCLAIMER = re.compile(
    r"(?<!\w)(?:as an? (?:ai|artificial intelligence)(?: language)?(?: model| assistant)?\b"
    r"|as a (?:large )?language model\b|i(?:'m| am) (?:just |only )?an? (?:ai|language model)\b"
    r"|(?:chatgpt|gpt-?[345]|openai)(?:'s)? (?:language )?model\b"
    r"|als (?:ki|künstliche intelligenz|sprachmodell)\b|en tant qu(?:e modèle|'ia|'intelligence)"
    r"|como (?:una? )?(?:modelo de lenguaje|inteligencia artificial|ia)\b"
    r"|作为(?:一个|一名)?(?:人工智能|AI|语言模型))",
    re.IGNORECASE,
)
_BEGINNINGS = (
    "as an ai", "as an artificial", "as a language", "as a large", "as a ai", "i'm an ai", "i am an ai",
    "i'm just an", "i am just an", "i'm only an", "i am only an", "i'm a language", "i am a language",
    "chatgpt", "gpt-", "gpt3", "gpt4", "gpt5", "openai", "als ki", "als künstliche", "als sprachmodell",
    "en tant qu", "como un", "como modelo", "como inteligencia", "como ia", "作为",
)  # fmt: skip
_REFUSAL = re.compile(
    r"\W{0,3}(?:(?:i(?:'m| am)|we(?:'re| are)) (?:very |so |really )?(?:sorry|afraid),? ?"
    r"(?:but )?(?:that )?(?:i|we)"
    r" (?:can(?:'t|not| not)|am (?:not able|unable)|(?:do|will|would) not|don't|won't|must)"
    r"|(?:sorry|unfortunately|i apologi[sz]e),? ?(?:but )?i "
    r"(?:can(?:'t|not)|am (?:not able|unable)|don't|do not|won't)"
    r"|i (?:can(?:'t|not)|am (?:not able|unable)(?: to)?|won't|will not) "
    r"(?:help|assist|provide|fulfil|complete|comply|answer|do that|generate|create|support|engage|discuss)"
    r"|(?:tut mir leid|entschuldigung|es tut mir leid),? (?:aber )?(?:ich|das) kann"
    r"|(?:je suis désolée?|désolée?),? (?:mais )?je ne peux|lo siento,? (?:pero )?no puedo"
    r"|(?:很|非常)?(?:抱歉|对不起)[，,].{0,12}(?:不能|无法))",
    re.IGNORECASE,
)
_APOLOGY = re.compile(
    r"\W{0,3}(?:i apologi[sz]e|(?:my|our) apologies|i(?:'m| am) (?:very |so |really )?sorry"
    r"|sorry,? (?:i|for|about|but))\b",
    re.IGNORECASE,
)
_MAY_APOLOGISE = re.compile(
    r"\b(?:apolog|sorry|complain|letter|e-?mail|reply|respond|dialog|dialogue|conversation|story|customer"
    r"|message|role|feel|died|lost|sad|sick)",
    re.IGNORECASE,
)
_ABOUT_MODELS = re.compile(
    r"\b(?:ai|gpt|chatgpt|language model|chatbot|assistant|who are you|are you)\b", re.IGNORECASE
)
_HARM = re.compile(
    r"\b(?:bomb|weapon|kill|murder|suicide|hack|malware|drugs?|cocaine|steal|racist|porn|explosive|poison"
    r"|illegal|fake id|counterfeit|stalk|harass|abuse|violence|terror)",
    re.IGNORECASE,
)


class Refusal:
    """Answers that do not answer."""

    name = "refusal"
    title = "refusals, apologies and 'as an AI language model' in answers"

    def look(self, batch: Batch) -> Iterable[Sight]:
        """See `Check.look`."""
        for row, answer in enumerate(batch.chosen):
            if not answer:
                continue
            prompt = batch.prompt[row]
            if _REFUSAL.match(answer):
                harmful = _HARM.search(prompt) is not None
                why = "the answer refuses" + (", and the prompt may ask for harm" if harmful else "")
                yield Sight(row, "refusal", Band.LOOK_CLOSELY if harmful else Band.LIKELY, why, "chosen")
            elif _APOLOGY.match(answer) and not _MAY_APOLOGISE.search(prompt):
                yield Sight(row, "apology", Band.LIKELY, "the answer begins with an apology", "chosen")
        for row in sorted({hit.row for hit in batch.search_at(_BEGINNINGS, _DISCLAIMER, ("chosen",))}):
            asked = _ABOUT_MODELS.search(batch.prompt[row]) is not None
            why = "the answer says that a model wrote it"
            yield Sight(row, "ai-disclaimer", Band.LOOK_CLOSELY if asked else Band.LIKELY, why, "chosen")


CHECK = Refusal()
