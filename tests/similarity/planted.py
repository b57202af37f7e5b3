"""Rows of several fields, and what can be done to them with a known outcome. All written for this.

`FIELDS` are rows; `COPIES` are edits that leave a row saying the same; `VARIANTS` are pairs of rows
of one template that are not the same; `OTHER_ANSWERS` are second answers to the prompts.
"""

import random
from collections.abc import Callable

Row = tuple[str, str]

FIELDS: dict[str, Row] = {
    "code": (
        "Write a Python function that merges two sorted lists without using the sort method.",
        "def merge(left, right):\n    merged = []\n    while left and right:\n        source = left if "
        "left[0] <= right[0] else right\n        merged.append(source.pop(0))\n    return merged + left "
        "+ right\n\nThe function walks through both lists once, so it takes linear time.",
    ),
    "medicine": (
        "A patient takes warfarin and asks whether aspirin for a headache is safe. What do you say?",
        "Aspirin thins the blood as well, so together with warfarin it raises the risk of bleeding. "
        "Paracetamol is usually the safer choice for a headache. Ask the clinic before taking any other "
        "painkiller, and watch for bruises, dark stools or a nosebleed that does not stop.",
    ),
    "maths": (
        "A rectangle is twice as long as it is wide and its perimeter is 36 cm. Find its area.",
        "Let the width be w. The perimeter is 2(w + 2w) = 6w = 36, so w = 6 and the length is 12. The "
        "area is therefore 6 times 12, which is 72 square centimetres.",
    ),
    "role-play": (
        "You are a lighthouse keeper in a storm. A sailor knocks at the door. Stay in character.",
        "Quick, come in before the wind takes the door off! Sit by the stove. I saw your lamp go out "
        "behind the reef and feared the worst. There is soup in the pot, and while you eat you can tell "
        "me how many men are still out there on the water.",
    ),
    "chinese": (
        "请解释为什么夏天白天比冬天长,并举一个日常生活中的例子。",
        "地球绕太阳公转时,自转轴是倾斜的。夏天我们所在的半球朝向太阳,阳光照射的时间更久,所以白天更长。"
        "例如在七月的傍晚,孩子们吃过晚饭还能在公园里玩耍,而到了十二月,放学时天色已经变暗了。",
    ),
    "arabic": (
        "اشرح لماذا يجب غسل اليدين قبل الأكل واذكر الخطوات الصحيحة لذلك.",
        "اليدان تلمسان أشياء كثيرة خلال اليوم وتنتقل إليهما الجراثيم بسهولة. عندما نأكل من دون غسلهما تدخل "
        "الجراثيم إلى الجسم وتسبب المرض. ابدأ بالماء والصابون ثم افرك الكفين وبين الأصابع وتحت الأظافر مدة "
        "كافية ثم اشطفهما وجففهما بمنشفة نظيفة.",
    ),
}

OTHER_ANSWERS: dict[str, str] = {
    "code": "Use heapq.merge from the standard library; it yields the items of both in order.",
    "medicine": "I cannot tell from here. Bring the whole list of your pills to the pharmacy counter.",
    "maths": "Its area is 80 square centimetres.",
    "role-play": "Nobody lives here any more, stranger. Turn your boat around and row back to town.",
    "chinese": "因为夏季气温高,人们起得早,睡得晚,所以觉得时间过得慢。",
    "arabic": "لأن الطعام يصبح ألذ عندما تكون رائحة الصابون طيبة.",
}

VARIANTS: dict[str, tuple[Row, Row]] = {
    "number": (
        ("Convert 5 km to metres.", "5 km is 5000 metres."),
        ("Convert 8 km to metres.", "8 km is 8000 metres."),
    ),
    "unit": (
        ("How long is a marathon in miles?", "A marathon is about 26.2 miles long."),
        ("How long is a marathon in kilometers?", "A marathon is about 42.2 kilometers long."),
    ),
    "operator": (
        ("Solve for x: x + 4 = 10", "Subtract to get the value: x = 6."),
        ("Solve for x: x - 4 = 10", "Add to get the value: x = 14."),
    ),
    "direction": (
        ("Sort these names in ascending order: Mia, Ada, Zoe", "Ada, Mia, Zoe"),
        ("Sort these names in descending order: Mia, Ada, Zoe", "Zoe, Mia, Ada"),
    ),
    "negation": (
        ("List foods that a person with gout should eat.", "Cherries, oats, low-fat yoghurt."),
        ("List foods that a person with gout should not eat.", "Liver, sardines, beer."),
    ),
    "language": (
        ("Translate 'good night' into Spanish.", "'Good night' in Spanish is 'buenas noches'."),
        ("Translate 'good night' into Italian.", "'Good night' in Italian is 'buona notte'."),
    ),
    "programming language": (
        ("Write a Python loop that prints a greeting.", "for _ in range(3):\n    print('hi')"),
        ("Write a JavaScript loop that prints a greeting.", "for (let i = 0; i < 3; i++) alert('hi')"),
    ),
    "drug": (
        ("What is ibuprofen used for?", "Doctors give ibuprofen for pain, fever and swelling."),
        ("What is amoxicillin used for?", "Doctors give amoxicillin for pain, fever and swelling."),
    ),
    "contrary": (
        ("Name two symptoms of hypertension.", "Two symptoms of hypertension: headache, nosebleed."),
        ("Name two symptoms of hypotension.", "Two symptoms of hypotension: dizziness, fainting."),
    ),
    "place": (
        ("What is the capital city of Iran?", "The capital city of Iran is Tehran."),
        ("What is the capital city of Iraq?", "The capital city of Iraq is Baghdad."),
    ),
    "type": (
        ("Write code for the length of a list.", "def length_of_list(value):\n    return len(value)"),
        ("Write code for the length of a tuple.", "def length_of_tuple(value):\n    return len(value)"),
    ),
    "persona": (
        ("You are a pirate. Greet the king.", "Arr, your grace, me ship is yours!"),
        ("You are a monk. Greet the king.", "Peace be with you, my lord."),
    ),
    "short answer": (
        ("Is this review positive or negative? The food came cold.", "negative"),
        ("Is this review positive or negative? The soup came burnt.", "negative"),
    ),
    "chinese number": (
        ("把3公里换算成米。", "3公里等于3000米。"),
        ("把7公里换算成米。", "7公里等于7000米。"),
    ),
    "other task": (
        (
            "Summarise the text below in one sentence.\nThe old mill by the river was sold to a baker.",
            "A baker bought the old mill.",
        ),
        (
            "Find every noun in the text.\nThe old mill by the river was sold to a baker.",
            "mill, river, baker",
        ),
    ),
}


def swap_letters(text: str, rng: random.Random) -> str:
    """Exchange two letters inside one word of six letters or more, if there is one."""
    words = text.split(" ")
    long = [place for place, word in enumerate(words) if len(word) >= 6 and word.isalpha()]
    if not long:
        return text
    place = rng.choice(long)
    word = words[place]
    at = rng.randrange(1, len(word) - 2)
    words[place] = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return " ".join(words)


COPIES: dict[str, Callable[[Row, random.Random], Row]] = {
    "upper case": lambda row, rng: (row[0].upper(), row[1].upper()),
    "punctuation": lambda row, rng: (row[0].rstrip(".?。") + " ..", row[1] + "!"),
    "white space": lambda row, rng: (f"  {row[0]}\t", row[1].replace(" ", "  ").replace("\n", "\n\n")),
    "full-width marks": lambda row, rng: (row[0].replace(",", "\uff0c"), row[1].replace(",", "\uff0c")),
    "markdown": lambda row, rng: (row[0], f"**Answer:** {row[1]}"),
    "html": lambda row, rng: (row[0], f"<p>{row[1]}</p>"),
    "closing phrase": lambda row, rng: (row[0], row[1] + "\n\nI hope this helps! Let me know."),
    "opening phrase": lambda row, rng: (row[0], "Certainly! Here is the answer:\n\n" + row[1]),
    "polite prefix": lambda row, rng: ("Could you please help me: " + row[0], row[1]),
    "placeholder": lambda row, rng: (row[0] + "\nNo input", row[1]),
    "label": lambda row, rng: ("Question: " + row[0], row[1]),
    "slip": lambda row, rng: (swap_letters(row[0], rng), swap_letters(row[1], rng)),
    "cut tail": lambda row, rng: (row[0], row[1][: len(row[1]) * 85 // 100]),
}
