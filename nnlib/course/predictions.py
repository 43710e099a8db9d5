"""Predictions: a question with choices, answered before a later cell says what is right."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import ipywidgets as widgets


class Prediction(widgets.VBox):  # type: ignore[misc]
    """A question with choices; ``reveal`` in a later cell says what is right, and why.

    Args:
        question: What to predict.
        choices: Two to six answers, one of them right.
    """

    def __init__(self, question: str, choices: Sequence[str]) -> None:
        self.question = question
        self.choices = dict(zip("ABCDEF", choices, strict=False))
        options = [(f"{letter}: {text}", letter) for letter, text in self.choices.items()]
        self.radio = widgets.RadioButtons(options=options, value=None, layout={"width": "auto"})
        super().__init__([widgets.HTML(f"<b>Predict.</b> {escape(question)}"), self.radio])

    def _repr_mimebundle_(self, **options: Any) -> Any:
        """Show the question also where no widget can be shown."""
        lines = [self.question, *(f"{letter}: {text}" for letter, text in self.choices.items())]
        static = "<p><b>Predict.</b> " + "<br>".join(map(escape, lines)) + "</p>"
        bundle = super()._repr_mimebundle_(**options)
        return {**bundle, "text/html": static, "text/plain": "\n".join(["Predict.", *lines])}

    def reveal(self, right: str, why_not: Mapping[str, str] | None = None) -> None:
        """Say which choice is right, which one was taken, and why another one is tempting.

        Args:
            right: The right choice, word for word.
            why_not: For wrong choices, why they are wrong.
        """
        letter = {text: key for key, text in self.choices.items()}[right]
        chosen = self.radio.value
        # Whoever has chosen nothing, as after Run All, may still choose.
        self.radio.disabled = chosen is not None
        print(f"{letter} is right: {right}.{_about(chosen, letter)}")
        if chosen not in (None, letter):
            reason = (why_not or {}).get(self.choices[chosen])
            print(reason or "")


def _about(chosen: str | None, right: str) -> str:
    if chosen is None:
        return ""
    return " That was your choice." if chosen == right else f" You chose {chosen}."
