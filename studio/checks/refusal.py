"""Flags answers that refuse, apologise, or speak of being a model. Whether they should, a person says."""

import re
from collections.abc import Iterable

from studio.core.batch import Batch
from studio.core.finding import Band, Sight

# An answer that begins otherwise neither refuses nor apologises: one look at its first letters.
_FIRST_WORDS = (
    "i ", "i'", "we ", "we'", "sorry", "unfortunately", "my apolog", "our apolog",
    "apologies", "as an", "as a ",
    "it is not poss", "this task", "this type", "this instr", "n/a", "no,", "<no", "es tut",
    "tut mir", "ich ",
    "leider", "entschuld", "je ", "désol", "malheureusement", "lo siento", "lamento", "no puedo", "disculp",
    "perdón", "抱歉", "很抱歉", "非常抱歉", "对不起", "我无法", "我不能", "作为",
)  # fmt: skip
_CANNOT = (
    r"(?:can(?:'t|not| not)|could(?:n't| not)|(?:am|are|'m|'re) (?:not able|unable)|won't"
    r"|(?:do|will|would|must) not|don't)"
)
_REFUSAL = re.compile(
    r"(?:(?:i(?:'m| am)|we(?:'re| are)) (?:very |so |really )?(?:sorry|afraid)[,.]? ?(?:but )?(?:that )?"
    rf"(?:i|we) ?{_CANNOT}"
    rf"|(?:sorry|unfortunately|i apologi[sz]e)[,.]? ?(?:but )?(?:i|we) ?{_CANNOT}"
    rf"|(?:sorry|i'm sorry|i am sorry), (?:but )?(?:this|the) (?:task|instruction|request)\b"
    rf"|(?:as an? [\w -]{{2,60}}, )?i ?{_CANNOT}(?: to| currently)? "
    r"(?:help|assist|provide|fulfil|complete|comply|answer|do that|generate|create|support|engage|discuss"
    r"|perform|draw|access|give you|set up|play|browse|process)"
    r"|i(?:'m| am) (?:sorry,? )?(?:not allowed|afraid not)"
    r"|(?:this|the) (?:type of )?(?:task|instruction|request) (?:can ?not|can't) be"
    r"|(?:es )?tut mir (?:sehr )?leid,? (?:aber )?(?:ich|das|dabei) kann"
    r"|entschuldigung,? (?:aber )?(?:ich|das) kann"
    r"|ich kann (?:ihnen |dir |das |diese[nrs]? |dabei |hierbei |leider ){1,3}[^.]{0,40}nicht|leider kann ich"
    r"|(?:je suis |malheureusement,? )?désolée?,? (?:mais )?je ne (?:peux|suis)|je ne (?:peux"
    r"|suis) pas (?:vous |t'|en mesure|capable|répondre|fournir|aider)"
    r"|malheureusement,? je ne (?:peux|suis)"
    r"|lo siento,? (?:pero )?no (?:puedo|es posible)|lamento,? no puedo|no puedo (?:ayudar"
    r"|proporcionar|cumplir|responder)"
    r"|(?:很|非常)?(?:抱歉|对不起)[，,]?.{0,12}(?:不能|无法|涉及)|我(?:无法|不能)(?:提供|帮助|回答|协助|完成|生成|满足|执行))",
    re.IGNORECASE,
)
_APOLOGY = re.compile(
    r"(?:i apologi[sz]e|(?:my|our) (?:sincere )?apologies|apologies for"
    r"|i(?:'m| am) (?:very |so |really )?sorry"
    r"|sorry,? (?:i|for|about|but)|es tut mir leid|entschuldig(?:ung|en sie)|je suis désolée?"
    r"|désolée?,|lo siento"
    r"|disculpa|perdón|很抱歉|非常抱歉|抱歉|对不起)(?!\w{3})",
    re.IGNORECASE,
)
_DISCLAIMER = re.compile(
    r"(?:as an? (?:ai|artificial intelligence)(?: language)?(?: model| assistant| chatbot)?\b"
    r"|as a (?:large )?language model\b|i(?:'m| am) (?:just |only |merely )?an? (?:ai"
    r"|(?:large )?language model)\b"
    r"|i was (?:trained|created|developed) by (?:openai|anthropic|google|meta)\b"
    r"|als (?:ki|künstliche intelligenz|sprachmodell)\b|en tant qu(?:e modèle|['’]ia\b|['’]intelligence)"
    r"|como (?:una? )?(?:modelo de lenguaje|inteligencia artificial|ia\b)"
    r"|作为(?:一个|一名)?(?:人工智能|AI|语言模型|大型语言模型))",
    re.IGNORECASE,
)
_SAYINGS = (
    "as an ai", "as an artificial", "as a ai", "as a language", "as a large", "i'm an ai", "i am an ai",
    "i'm just an", "i am just an", "i'm a l", "i am a l", "i was trained by", "i was created by",
    "als ki", "als künstliche", "als sprachmodell", "en tant qu", "como un", "como modelo", "como intel",
    "como ia", "作为",
)  # fmt: skip
# 'The GPT model cannot draw': an answer of the third person that is a refusal all the same.
_MODEL_CANNOT = re.compile(
    r" models? (?:can ?not|can't|(?:is|are) (?:not able|unable)|currently cannot|(?:does|do) not)",
    re.IGNORECASE,
)
_SHORT = 300
_WORKS_ON_WORDS = re.compile(
    r"\b(?:apolog|sorry|complain|letter|e-?mail|repl(?:y|ies)|respon[ds]|dialog|conversation|story|customer|message"
    r"|role|feel|died|lost|sad|sick|excuse|sympath|condol|phrase|say|saying|sentence|rewrit|rephras|paraphras"
    r"|translat|tone|express|script|text|poem|quote|declin|reject)"
    r"|句子|改写|翻译|语气|回复|邮件|entschuldig|excuse|disculpa",
    re.IGNORECASE,
)
# A refusal is the right answer only where words for one were asked for.
_WORKS_ON_A_REFUSAL = re.compile(
    r"\b(?:apolog|excuse|sentence|rewrit|rephras|paraphras|translat|tone\b|dialog|respons|role|quote|declin|reject"
    r"|letter)|句子|改写|翻译|语气|entschuldig|disculpa",
    re.IGNORECASE,
)
_ABOUT_MODELS = re.compile(
    r"\b(?:ai|artificial intelligence|gpt|gpt-?\d|chatgpt|language model|model|chatbot|assistant"
    r"|who are you|are you"
    r"|your name|(?:made|built|created|trained|taught|developed) you|do you (?:have|feel|think"
    r"|like|prefer|call|use|know)\b)\b|人工智能|模型|你是",
    re.IGNORECASE,
)
_HARM = re.compile(
    r"\b(?:bomb|weapon|kill|murder|suicide|hack|malware|ransomware|drugs?|cocaine|steal|racist|porn|explosive|poison"
    r"|illegal|fake id|counterfeit|stalk|harass|abuse|violence|terror|fraud|rob|shoplift|torture"
    r"|hurt|cheat|nude"
    r"|sabotage|blackmail|address of|residential address)",
    re.IGNORECASE,
)


class Refusal:
    """Answers that do not answer."""

    name = "refusal"
    title = "refusals, apologies and 'as an AI language model' in answers"

    def look(self, batch: Batch) -> Iterable[Sight]:
        """See `Check.look`."""
        refused: set[int] = set()
        for row, answer in enumerate(batch.chosen):
            head = _head(answer)
            if head:
                sight = _opening(row, head, batch.prompt[row])
                if sight is not None:
                    refused.add(row)
                    yield sight
        for hit in batch.search_at((" model",), _MODEL_CANNOT, ("chosen",)):
            row, short = hit.row, len(batch.chosen[hit.row]) < _SHORT
            if short and row not in refused and not _ABOUT_MODELS.search(batch.prompt[row]):
                refused.add(row)
                yield Sight(
                    row, "refusal", Band.LIKELY, "the answer says that a model cannot do it", "chosen"
                )
        for row in sorted({hit.row for hit in batch.search_at(_SAYINGS, _DISCLAIMER, ("chosen",))}):
            asked = _ABOUT_MODELS.search(batch.prompt[row]) is not None
            why = "the answer says that a model wrote it"
            yield Sight(row, "ai-disclaimer", Band.LOOK_CLOSELY if asked else Band.LIKELY, why, "chosen")


def refuses(answer: str) -> bool:
    """True for an answer that begins with a refusal."""
    return _REFUSAL.match(_head(answer)) is not None


def _head(answer: str) -> str:
    """The beginning of an answer that may refuse or apologise; empty for others, which a few letters tell."""
    head = answer[:48].lower().replace("’", "'").lstrip(" \n\t\"'“*")
    if not head.startswith(_FIRST_WORDS):
        return ""
    return answer[:_SHORT].replace("’", "'").lstrip(" \n\t\"'“*")


def _opening(row: int, head: str, prompt: str) -> Sight | None:
    """What the beginning of an answer is; in a text that was asked for, somebody may well be sorry."""
    if _REFUSAL.match(head):
        harmful, worded = _HARM.search(prompt) is not None, _WORKS_ON_A_REFUSAL.search(prompt) is not None
        why = "the answer refuses" + (", and the prompt may ask for harm" if harmful else "")
        return Sight(row, "refusal", Band.LOOK_CLOSELY if harmful or worded else Band.LIKELY, why, "chosen")
    if _APOLOGY.match(head) and not _WORKS_ON_WORDS.search(prompt):
        return Sight(row, "apology", Band.LIKELY, "the answer begins with an apology", "chosen")
    return None


CHECK = Refusal()
