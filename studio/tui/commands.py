"""Every key and every command of the program, declared once. It does nothing; screens do.

The screens' keys, the footer, the help, the palette, `studio keys` and the README's table all come
from `COMMANDS`.
"""

from dataclasses import dataclass

PAGES = ("readiness", "advice")
ALL = ("overview", "review", "pairs", "duplicates", "coverage", "drafts", "export", *PAGES)
REVIEW = ("review",)
LISTS = ("overview", "review", "duplicates", "coverage", "drafts", *PAGES)
SCROLLED = ("review", "pairs", "duplicates", "drafts", "export", "advice")
GROUPS = ("duplicates",)
PAIRS = ("pairs",)
DRAFTS = ("drafts",)
SIDES = ("review", "pairs")
TEXTS = (*SIDES, "drafts")
CELLS = ("coverage",)
WHOLE = ("overview", "export")
OPENED = ("overview", "readiness")
FILTERED = ("review", "pairs", "duplicates", "coverage")


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that a key does.

    Attributes:
        id: its name in `keys.toml` and in the palette.
        keys: default keys as the terminal library names them; two letters are typed in turn.
        does: what it does, for help.
        short: one word for the footer; empty = not shown there.
        screens: where it works.

    """

    id: str
    keys: tuple[str, ...]
    does: str
    short: str = ""
    screens: tuple[str, ...] = REVIEW


COMMANDS: tuple[Command, ...] = (
    Command("accept", ("a",), "accept what is shown, go on", "accept"),
    Command("reject", ("x",), "reject, go on", "reject"),
    Command("reject-why", ("X",), "reject with a reason, go on", ""),
    Command("left-better", ("1",), "the left side is better, go on", "left", PAIRS),
    Command("right-better", ("2",), "the right side is better, go on", "right", PAIRS),
    Command("tie", ("3",), "neither is better, go on", "tie", PAIRS),
    Command("both-bad", ("0",), "both are bad: it waits for a rewrite, go on", "both bad", PAIRS),
    Command("much", ("+", "="), "better by much, for the next decision; again takes it off", "much", PAIRS),
    Command("slightly", ("-",), "better by a little, for the next decision", "slightly", PAIRS),
    Command("reasons", ("t",), "why: words that are kept with the next decision", "why", PAIRS),
    Command("skip", ("space",), "skip: decide later", "skip", SIDES),
    Command("flag", ("f",), "flag for later, or unflag", "flag", SIDES),
    Command("edit", ("e",), "edit here (ctrl+s saves, esc keeps the draft)", "edit", TEXTS),
    Command("edit-outside", ("E",), "edit in $EDITOR", ""),
    Command("tag", ("t",), "tags: word adds, -word takes off", "tag"),
    Command("swap", ("s",), "swap chosen and rejected; on Pairs, what stands left and right", "", SIDES),
    Command("differences", ("m",), "mark the words that differ, or not", "marks", PAIRS),
    Command("pair-ranked", ("a",), "make pairs of the ranked answers, by the policy", "", PAIRS),
    Command("policy", ("o",), "the next policy: best against worst, all, adjacent", "", PAIRS),
    Command(
        "judge-next", ("O",), "open pairs by what the gauge asks for; again, in their own order", "", PAIRS
    ),
    Command("balance", ("b",), "tag the accepted pairs to leave out so that length says little", "", PAIRS),
    Command("scroll-prompt", ("P",), "scroll what was asked", "", PAIRS),
    Command(
        "pair-with", ("p",), "make a pair with an earlier version, a draft, another row's answer", "pair"
    ),
    Command("rewrite", ("r",), "rewrite with Claude: one line says how", "rewrite"),
    Command("rewrite-again", ("R",), "rewrite with the same instruction again", ""),
    Command(
        "ask-claude", ("c",), "ask Claude: an answer, the worse side, another answer, a score, tags", "Claude"
    ),
    Command("take", ("a",), "take the draft: its text, or its row", "take", DRAFTS),
    Command("take-pair", ("p",), "take the new text, the old answer as the worse one", "as pair", DRAFTS),
    Command("refuse", ("x",), "refuse the draft", "refuse", DRAFTS),
    Command("let-through", ("b",), "let a draft through that a check held back", "let through", DRAFTS),
    Command("open-draft", ("enter",), "the drafts of the job; the row of the draft", "open", DRAFTS),
    Command("go-on", ("c",), "send what waits of the job, fetch its batch", "go on", DRAFTS),
    Command("retry", ("T",), "let failed requests wait again", "retry", DRAFTS),
    Command("cancel-claude", ("X",), "cancel the job; what arrived stays", "", DRAFTS),
    Command("cap", ("$",), "the most that the job may cost", "cap", DRAFTS),
    Command("apply", ("a",), "apply the suggestion: set the others aside, or let all stay", "apply", GROUPS),
    Command("keep-both", ("b",), "let all rows of the group stay, and remember it", "both stay", GROUPS),
    Command("keep-one", ("x",), "keep only the first row, whatever the kind", "keep one", GROUPS),
    Command(
        "make-pair", ("p",), "make a pair of a conflict: first answer chosen, second rejected", "pair", GROUPS
    ),
    Command("keeper", tuple("123456789"), "keep the row with this number", "keeper", GROUPS),
    Command("apply-all", ("A",), "set aside all rows that are certainly duplicates", "all certain", GROUPS),
    Command("lower", ("<",), "lower the threshold", "threshold", GROUPS),
    Command("raise", (">",), "raise the threshold", "", GROUPS),
    Command("rule", ("o",), "the next keeper rule", "rule", GROUPS),
    Command(
        "lens",
        ("l",),
        "the next lens: rows written or meant alike; pairs open, to rank, in dispute; drafts held, decided",
        "lens",
        ("pairs", "duplicates", "drafts"),
    ),
    Command("edit-group", ("e",), "go to the first row in Review, to rewrite it", "", GROUPS),
    Command("open-group", ("enter",), "show the rows of the group in Review", "open", GROUPS),
    Command("open-cell", ("enter",), "show the rows of the cell or the gap in Review", "open", CELLS),
    Command("ask-drafts", ("c",), "ask for drafts for the cell or the gap", "ask", CELLS),
    Command(
        "pane", ("w",), "gaps, rows that would close them, uncovered traffic, shape of the set", "what", CELLS
    ),
    Command("ask-prompt", ("p",), "ask for an answer to this real prompt", "", CELLS),
    Command("facet-down", ("y",), "the next facet for the rows", "rows", CELLS),
    Command("facet-across", ("x",), "the next facet for the columns", "columns", CELLS),
    Command("switch-good", ("s",), "count accepted rows only, or all that nobody rejected", "count", CELLS),
    Command("other-side", ("tab",), "from one list to the other, and back", "", ("coverage", "drafts")),
    Command("column-left", ("h", "left"), "a column to the left", "", CELLS),
    Command("column-right", ("l", "right"), "a column to the right", "", CELLS),
    Command(
        "reviewing", ("W",), "how rows are shared out: single, shared, overlap, blind; repeats", "", SIDES
    ),
    Command("undo", ("u",), "undo, any depth", "undo", ALL),
    Command("redo", ("ctrl+r",), "redo", "", ALL),
    Command("duplicates", ("d",), "the group of rows that are like this one", "alike", SIDES),
    Command("info", ("i",), "history, source, fields, lengths", "info", TEXTS),
    Command("tokenizer", ("ctrl+t",), "the tokenizer to count with: a folder or tokenizer.json", "", SIDES),
    Command("next", ("j", "down"), "next row", "", ALL),
    Command("previous", ("k", "up"), "previous row", "", ALL),
    Command("top", ("g g", "home"), "first row", "", (*LISTS, "pairs")),
    Command("bottom", ("G", "end"), "last row", "", (*LISTS, "pairs")),
    Command("page-down", ("pagedown", "ctrl+f"), "a page down", "", LISTS),
    Command("page-up", ("pageup", "ctrl+b"), "a page up", "", LISTS),
    Command("half-down", ("ctrl+d",), "half a page down", "", LISTS),
    Command("half-up", ("ctrl+u",), "half a page up", "", LISTS),
    Command("scroll-down", ("J",), "scroll inside a long text", "", SCROLLED),
    Command("scroll-up", ("K",), "scroll back inside a long text", "", SCROLLED),
    Command(
        "filter",
        ("/",),
        "filter: words, field:value, len>800; of groups: kinds, bands; of cells: facet=value",
        "filter",
        FILTERED,
    ),
    Command("next-match", ("n",), "next row that the last filter found", ""),
    Command("previous-match", ("N",), "previous row that the last filter found", ""),
    Command("sort", ("o",), "sort by the next order", ""),
    Command("reverse", ("O",), "turn the order round", ""),
    Command("mark-range", ("v",), "begin or end a range of marks", "mark", ("review", "drafts")),
    Command("mark-all", ("*",), "mark all rows of the filter", "", ("review", "drafts")),
    Command("open", ("enter",), "open the rows of this line in Review, or its screen", "open", OPENED),
    Command("answer", tuple("123456789"), "answer the question with this number", "answer", ("advice",)),
    Command("type-answer", ("enter",), "answer the question in a line", "type", ("advice",)),
    Command("write", ("ctrl+s",), "write the export", "write", ("export",)),
    Command("preview", ("enter",), "count what would be written", "count", ("export",)),
    Command("readiness", ("i",), "what to know before the set is written", "ready?", WHOLE),
    Command("advise", ("F",), "whether to fine-tune at all", "fine-tune?", (*WHOLE, "readiness")),
    Command(
        "back",
        ("escape",),
        "clear marks, then the filter; leave a field, a page",
        "",
        ("review", "pairs", "duplicates", "coverage", "drafts", "export", *PAGES),
    ),
    Command("check", ("c",), "look at every row again", "check", ("overview", "duplicates")),
    Command("cancel-job", ("ctrl+x",), "stop the work in the background", "", ALL),
    Command("command", (":",), "a row number, or a command by name", "", ALL),
    Command("screen-overview", ("f2",), "Overview", "", ALL),
    Command("screen-review", ("f3",), "Review", "", ALL),
    Command("screen-pairs", ("f4",), "Pairs", "", ALL),
    Command("screen-duplicates", ("f5",), "Duplicates", "", ALL),
    Command("screen-coverage", ("f6",), "Coverage", "", ALL),
    Command("screen-drafts", ("f7",), "Drafts", "", ALL),
    Command("screen-export", ("f8",), "Export", "", ALL),
    Command("previous-screen", ("[",), "previous screen", "", ALL),
    Command("next-screen", ("]",), "next screen", "", ALL),
    Command("help", ("?", "f1"), "keys of this screen", "help", ALL),
    Command("quit", ("q",), "back, then quit", "quit", ALL),
)
