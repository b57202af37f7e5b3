"""The verbs before training: what a trainer would see, readiness, advice, a few-shot prompt instead."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from studio.advice.counsel import Advice, advise
from studio.advice.fewshot import FewShot, Wanted, few_shot
from studio.advice.questions import check_answer
from studio.core.verdict import Status
from studio.jobs import Job
from studio.pairing import Pairing
from studio.readiness.item import Readiness
from studio.readiness.page import readiness
from studio.settings import load_settings, settings_folder
from studio.store.ready import rows_in
from studio.store.traffic import all_traffic
from studio.teacher.prices import load_prices
from studio.tokens.eye import Eye, trainer_eye
from studio.tokens.loss import Piece, loss_spans
from studio.tokens.tokenizer import Tokenizer, open_tokenizer
from studio.tokens.troubles import Looking

_ANSWERS = "project/advice"


class Advising(Pairing):
    """A session that can say what training on its rows would come to."""

    def open_tokenizer(self, name: str) -> Tokenizer:
        """A tokenizer by path or hub id.

        Raises:
            StudioError: there is none, or the hub cannot be reached.

        """
        return open_tokenizer(name)

    def training_rows(self, text: str = "") -> tuple[Sequence[int], bool]:
        """Rows with an answer that a filter finds among the accepted ones, and that these were accepted.

        Where nothing is accepted yet: among all that nobody refused, and False.
        """
        accepted = self.tally().status.get(Status.ACCEPTED, 0) > 0
        rows = rows_in(self._project.reader, accepted_only=accepted).tolist()
        if text:
            found = set(self.ids(text))
            rows = [row for row in rows if row in found]
        return rows, accepted

    def trainer_eye(self, rows: Sequence[int], looking: Looking) -> Job[Eye]:
        """Look at rows as a trainer would: lengths, what is cut or lost, what gets loss."""
        return trainer_eye(self._project, rows, looking)

    def loss_of(
        self, row: int, tokenizer: Tokenizer | None, max_length: int | None = None, *, side: str = "chosen"
    ) -> list[Piece]:
        """A row in pieces, with or without loss.

        Raises:
            StudioError: there is no such row.
            TemplateRefused: the chat template does not take it.

        """
        return loss_spans(self.card(row).example, tokenizer, max_length, side=side)

    def readiness(self, validation_share: float = 0.2, seed: int = 42) -> Job[Readiness]:
        """All there is to say before a set is written; `validation_share` and `seed` are the recipe's."""
        return readiness(
            self._project, self.tally(), self.contract(), validation_share=validation_share, seed=seed
        )

    def advice_answers(self) -> dict[str, str | int]:
        """What was answered to the questions of `advise`, by question."""
        query = "SELECT value FROM setting WHERE key = ?"
        found = self._project.reader.execute(query, (_ANSWERS,)).fetchone()
        return {} if found is None else dict(json.loads(found[0]))

    def answer_advice(self, answers: Mapping[str, str | int]) -> dict[str, str | int]:
        """Keep answers in the project, over those that are there; all of them.

        Raises:
            StudioError: there is no such question, or it cannot be answered so.

        """
        checked = {key: check_answer(key, value) for key, value in answers.items()}
        kept = self.advice_answers() | checked
        with self._project.write() as db:
            db.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (_ANSWERS, json.dumps(kept)))
        return kept

    def advise(self) -> Job[Advice]:
        """Whether to fine-tune at all, from the answers that are kept and from the rows."""
        accepted = self.tally().status.get(Status.ACCEPTED, 0) > 0
        return advise(self._project, self.advice_answers(), accepted_only=accepted)

    def few_shot(self, wanted: Wanted) -> Job[FewShot]:
        """A system prompt with accepted rows as examples, and what calls with it cost.

        Where `wanted` says no price, it is looked up: of the model that it names, or of that of the settings.

        Raises:
            StudioError: no row is accepted.

        """
        if wanted.price is None:
            model = wanted.model or load_settings().model
            prices = load_prices(settings_folder() / "prices.toml")
            as_of = prices.as_of.isoformat()
            wanted = replace(wanted, model=model, price=prices.of(model), as_of=as_of)
        contract = self.contract()
        asked = [one.prompt for one in all_traffic(self._project.reader)]
        return few_shot(self._project, contract.brief if contract else "", asked, wanted)
