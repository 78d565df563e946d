"""The models' colours: the only place that names them."""

from __future__ import annotations

from concurrency_measured.model import Model

COLOURS: dict[Model, tuple[str, str]] = {
    Model.SEQUENTIAL: ("#364654", "#808d9b"),
    Model.THREADS: ("#a84c05", "#e28a34"),
    Model.ASYNCIO: ("#0a7c7d", "#74e0c8"),
    Model.PROCESSES: ("#7440c0", "#c49cf7"),
    Model.SUBINTERPRETERS: ("#56000a", "#f2dc44"),
}
"""The colour of each model on a light and on a dark page; nowhere else is one named.

Told apart with every kind of colour vision, and dark or bright enough for text. On grey paper they
are not: there the direct labels tell them apart, which no chart does without.
"""

ALONE = {
    "--ink": ("#1b2430", "#e8ecf1"),
    "--muted": ("#55606e", "#a7b1bd"),
    "--rule": ("#d5dae1", "#3a4350"),
    "--paper": ("#fff", "#14191f"),
}
"""The page's own colours, for a chart that stands in no page."""


def variables() -> dict[str, dict[str, str]]:
    """Return the CSS variables of each colour scheme: `{"default": {"--threads": "#…"}, …}`."""
    light = {f"--{model}": pair[0] for model, pair in COLOURS.items()}
    dark = {f"--{model}": pair[1] for model, pair in COLOURS.items()}
    return {"default": light, "slate": dark}
