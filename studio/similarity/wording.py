"""The words that change what a row asks or says, and those that change nothing. It compares nothing.

Short on purpose: closed classes of a language (negations, opposites, units, languages), and the
set phrases of chat models. Names and topics are not listed; whether swapping two of them
matters is decided from the answers (`kinds.py`).
"""

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _sets(text: str) -> list[list[str]]:
    """The words of each set; sets end at a bar or a line's end."""
    return [one.split() for one in text.strip().replace("\n", "|").split("|")]


NEGATIONS = _words(
    """
not no never without neither nor cannot except unless isn't aren't wasn't weren't don't doesn't
didn't can't couldn't won't wouldn't shouldn't mustn't hasn't haven't hadn't 不 没 未 非 无 勿 لا
ليس لم لن غير بدون nicht kein keine ohne pas sans sin nunca não sem
"""
)

_OPPOSITES = """
ascending descending|increase decrease|increasing decreasing|increases decreases
increased decreased|maximum minimum|max min|maximize minimize|highest lowest|high low|higher lower
largest smallest|large small|larger smaller|biggest smallest|big small|longest shortest|long short
longer shorter|greater less|greater smaller|greatest least|greatest smallest|more less|more fewer
most least|first last|before after|above below|over under|up down|upper lower|left right|north south
east west|positive negative|true false|advantage disadvantage|advantages disadvantages|pros cons
pro con|benefit drawback|benefits drawbacks|benefits risks|benefit risk|strengths weaknesses
strength weakness|good bad|best worst|better worse|hot cold|fast slow|fastest slowest|old new
oldest newest|oldest youngest|older younger|young old|early late|earliest latest|add subtract
addition subtraction|sum difference|sum product|product quotient|multiply divide
multiplication division|even odd|prime composite|open close|opened closed|start stop|start end
begin end|push pop|insert delete|insert remove|add remove|append prepend|encode decode
encrypt decrypt|encryption decryption|compress decompress|serialize deserialize|import export
upload download|read write|get set|enable disable|include exclude|with without|inside outside
internal external|input output|formal informal|active passive|past future|past present
present future|singular plural|male female|man woman|men women|boy girl|he she|his her|him her
husband wife|mother father|brother sister|son daughter|king queen|acute chronic
symptomatic asymptomatic|typical atypical|normal abnormal|synchronous asynchronous
benign malignant|systolic diastolic|anterior posterior|proximal distal|dorsal ventral|medial lateral
superior inferior|oral intravenous|arterial venous|pediatric adult|child adult|children adults
synonym antonym|synonyms antonyms|for against|agree disagree|accept reject|accepted rejected
accepting declining|accept decline|approve deny|buy sell|win lose|love hate|happy sad|always never
all none|all any|any every|and or|uppercase lowercase|horizontal vertical|row column|rows columns
ascend descend|sine cosine|sin cos|tan cot|derivative integral|differentiate integrate
numerator denominator|radius diameter|area perimeter|area volume|mean median|mean mode|median mode
morning evening|day night|daily weekly|weekly monthly|monthly yearly|optimist pessimist
optimistic pessimistic|hero villain|teacher student|doctor patient|customer agent|buyer seller
升 降|上 下|左 右|大 小|多 少|增 减|前 后|高 低|优 缺|长 短|快 慢|新 旧|早 晚|加 减|乘 除|奇 偶|男 女
يمين يسار|أكبر أصغر|أعلى أسفل|قبل بعد|تصاعدي تنازلي|مزايا عيوب|أقصى أدنى
"""
OPPOSITES: dict[str, set[str]] = {}
for _one, _other in _sets(_OPPOSITES):
    OPPOSITES.setdefault(_one, set()).add(_other)
    OPPOSITES.setdefault(_other, set()).add(_one)

# A word and the same word behind one of these mean the opposite (legal, illegal).
NEGATING_PREFIXES = ("un", "in", "im", "il", "ir", "non", "dis", "anti", "de", "mis")
# Words that differ in one of these beginnings alone mean different things.
_CONTRARY_PREFIXES = """
hyper hypo|pre post|intra inter|intra extra|macro micro|ante post|over under|up down|in out
endo exo|im ex|in ex|in de|as des|tachy brady|poly mono|mono bi|bi tri|uni bi|homo hetero
eu dys|supra infra|syn anti|max min|multi uni|sub super
"""
CONTRARY_PREFIXES = frozenset(map(frozenset, _sets(_CONTRARY_PREFIXES)))

UNITS = _words(
    """
mm cm dm m km millimeter millimeters centimeter centimeters meter meters kilometer kilometers
metre metres kilometre kilometres inch inches foot feet yard yards mile miles mg g kg gram grams
milligram milligrams kilogram kilograms ton tons tonne tonnes ounce ounces oz pound pounds lb
lbs stone mcg microgram micrograms iu ml cl dl l liter liters litre litres milliliter
milliliters gallon gallons pint pints quart quarts cup cups tablespoon tablespoons teaspoon
teaspoons second seconds minute minutes hour hours day days week weeks month months year years
decade century celsius fahrenheit kelvin joule joules calorie calories watt watts kilowatt volt
volts ampere amperes ohm ohms hertz byte bytes kilobyte kilobytes megabyte megabytes gigabyte
gigabytes bit bits degree degrees radian radians percent dollar dollars usd euro euros eur yen
jpy rupee rupees inr gbp pascal pascals bar psi newton newtons acre acres hectare hectares mph
kph knots binary decimal hexadecimal octal 米 克 磅 升 度 里 متر كيلومتر ميل غرام كيلوغرام
رطل لتر
"""
)

LANGUAGES = _words(
    """
english french german spanish italian portuguese dutch swedish norwegian danish finnish polish
czech russian ukrainian greek turkish arabic hebrew persian farsi hindi urdu bengali tamil
telugu chinese mandarin cantonese japanese korean thai vietnamese indonesian malay swahili latin
esperanto romanian hungarian bulgarian serbian croatian catalan irish welsh icelandic python
java javascript typescript ruby perl php rust golang kotlin swift scala haskell lua matlab julia
bash powershell sql mysql postgresql sqlite html css json xml yaml csv latex markdown c cpp
csharp fortran cobol lisp clojure erlang elixir dart numpy pandas pytorch tensorflow react
angular vue django flask الإنجليزية الفرنسية الإسبانية الألمانية العربية الصينية اليابانية
التركية الفارسية
"""
)

_NUMBERS = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
sixteen seventeen eighteen nineteen twenty
"""
NUMBER_WORDS = {word: str(number) for number, word in enumerate(_NUMBERS.split())}
NUMBER_WORDS |= {word: str(number) for number, word in enumerate("零一二三四五六七八九十")}

# Words so short that they are judged by this list: one letter off, and not in it, is a slip.
LITTLE_WORDS = _words(
    """
a an the to of in on by is it as at be or and for we do if so he me my up us no not but are was
has had his her its you your with from this that they them
"""
)

# Words that are never what a row is about.
FUNCTION_WORDS = _words(
    """
the this that these those and for from with into onto any some each every its his her their your
our given following below above provided can could may might will would shall should have has had
was were are been being you they them which what who whom how why when
"""
)

# Words that an editor swaps without changing what is asked or said: verbs of tasks, mostly.
_SYNONYMS = """
create make generate write compose produce develop construct design build craft devise draft
describe explain outline discuss|give provide offer supply|given provided following below
find identify determine spot|list enumerate name|show display demonstrate|use utilize employ
help assist aid|start begin commence|improve enhance better|important crucial essential vital key
big large|small little|kids children|quick fast rapid|easy simple|get obtain acquire
change modify alter|choose select pick|suggest propose recommend|summarize summarise condense
rewrite rephrase reword paraphrase|edit revise|correct fix|calculate compute|say state
need require|buy purchase|about regarding concerning|also additionally|but however
many numerous several|method technique approach way|issue problem|error mistake|purpose aim goal
car automobile|happy glad|can may could might|will shall|new novel|job task|example instance
ensure guarantee|keep maintain|allow enable permit|reduce lower decrease|include contain
effective efficient|main primary chief|world globe|answer respond reply|sort arrange order
"""
SYNONYMS: dict[str, frozenset[int]] = {}
for _number, _set in enumerate(_sets(_SYNONYMS)):
    for _word in _set:
        SYNONYMS[_word] = SYNONYMS.get(_word, frozenset()) | {_number}

# What some sets write instead of leaving a field empty.
PLACEHOLDER = re.compile(
    r"(?i)\n[\s<\[(\"'*_]*(?:(?:input|output|answer)[\s:*_<\[(]*)?"
    r"(?:no\s?-?(?:input|output|answer|context|response)"
    r"(?:\s+(?:required|needed|provided|given|necessary))?|n/?a|none|null|nil|empty)[\s>\])\"'*_.:]*(?=\n|\Z)"
)

# Words that only say what part of a row follows.
LABELS = _words(
    """
input output answer question task prompt response instruction result request solution reply context
سؤال جواب الجواب السؤال الإجابة
"""
)

# An opening, a closing or a polite form: a text that has one more of these says nothing more.
COURTESY = re.compile(
    r"\b(?:sure|certainly|of course|absolutely|great question|good question|happy to help"
    r"|glad to help|here (?:is|are|'s)|here you go|i can help|i hope|hope (?:this|that|it) helps"
    r"|let me know|feel free|anything else|further questions|other questions|as an? (?:ai|large"
    r"|language)|note|disclaimer|generated by|all rights reserved|generated automatically"
    r"|may contain errors|verify|consult (?:a|your|with)|please|kindly|could you|can you|would you"
    r"|will you|i would like|i'd like|i want you to|i need|help me|hey|hi|hello|dear|thanks"
    r"|thank you|good luck|have a (?:nice|great|good)|best regards|sincerely|cheers)\b"
    r"|当然|好的|希望|帮助|请|谢谢|您好|你好|以下是|من فضلك|شكرا|بالتأكيد|بالطبع|مرحبا|آمل|يرجى|إليك"
)
