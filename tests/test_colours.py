"""The models' colours: told apart by every kind of eye, on light paper and on dark.

Colour blindness is simulated as published by G. M. Machado, M. M. Oliveira and L. A. F. Fernandes,
"A physiologically-based model for simulation of color vision deficiency", IEEE Transactions on
Visualization and Computer Graphics 15 (2009), at severity 1.0; distances are Euclidean in OKLab
(B. Ottosson, 2020). Printed in grey, colours are not told apart and needn't be: every chart has
direct labels.
"""

from __future__ import annotations

import re
from itertools import combinations

import pytest

from concurrency_measured import charts, publish
from concurrency_measured.model import Model

EYES = {
    "normal": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
APART = 0.12
"""Least distance of two models' colours: six times what the eye just notices side by side."""
PICTURE = 3.0
"""Least contrast of what is drawn, by WCAG 2.2, 1.4.11; that of text is 4.5."""
CSS = (publish.PACKAGE / "theme" / "assets" / "guide.css").read_text("utf-8")
SCHEMES = ("default", "slate")

Triple = tuple[float, float, float]


def times(matrix: tuple[Triple, ...], vector: Triple) -> Triple:
    """Return a matrix times a vector."""
    a, b, c = (sum(m * v for m, v in zip(row, vector, strict=True)) for row in matrix)
    return a, b, c


def linear(colour: str) -> Triple:
    """Return the linear light of `#rrggbb`."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return r, g, b


def oklab(light: Triple) -> Triple:
    """Return linear light as OKLab; what no screen shows is cut off."""
    r, g, b = (min(1.0, max(0.0, part)) for part in light)
    cones = times(
        (
            (0.4122214708, 0.5363325363, 0.0514459929),
            (0.2119034982, 0.6806995451, 0.1073969566),
            (0.0883024619, 0.2817188376, 0.6299787005),
        ),
        (r, g, b),
    )
    long, middle, short = (cone ** (1 / 3) for cone in cones)
    return times(
        (
            (0.2104542553, 0.7936177850, -0.0040720468),
            (1.9779984951, -2.4285922050, 0.4505937099),
            (0.0259040371, 0.7827717662, -0.8086757660),
        ),
        (long, middle, short),
    )


def distance(one: str, other: str, eye: str) -> float:
    """Return how different two colours look to an eye."""
    pairs = zip(*(oklab(times(EYES[eye], linear(c))) for c in (one, other)), strict=True)
    return sum((a - b) ** 2 for a, b in pairs) ** 0.5


def confused(colours: dict[str, str], eye: str) -> list[str]:
    """Return the pairs that an eye takes for each other."""
    return [
        f"{a} and {b}"
        for (a, one), (b, other) in combinations(colours.items(), 2)
        if distance(one, other, eye) < APART
    ]


def contrast(one: str, other: str) -> float:
    """Return WCAG's contrast ratio."""
    lights = (times(((0.2126, 0.7152, 0.0722),) * 3, linear(c))[0] for c in (one, other))
    low, high = sorted(lights)
    return (high + 0.05) / (low + 0.05)


def paper(scheme: str) -> str:
    """Return the paper's colour as the style sheet has it."""
    found = re.findall(r"--paper: #([0-9a-f]+);", CSS)
    digits = found[SCHEMES.index(scheme)]
    return "#" + (digits if len(digits) == 6 else "".join(2 * digit for digit in digits))


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("eye", EYES)
def test_models_are_told_apart(scheme, eye):
    """No two models have colours that any kind of eye takes for each other."""
    assert confused(charts.variables()[scheme], eye) == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_models_stand_out_from_the_paper(scheme):
    """Lines and dots have the contrast that graphics need."""
    faint = [
        name
        for name, colour in charts.variables()[scheme].items()
        if contrast(colour, paper(scheme)) < PICTURE
    ]
    assert faint == []


def test_every_model_has_a_colour():
    """What is checked here is what there is."""
    assert set(charts.COLOURS) == set(Model)


@pytest.mark.parametrize(
    ("eye", "one", "other"),
    [
        ("protanopia", "#b22222", "#5a4a12"),
        ("deuteranopia", "#a9b4c0", "#3ecfc4"),
        ("tritanopia", "#a9b4c0", "#b0a5f5"),
        ("normal", "#0a7c7d", "#0c8283"),
    ],
)
def test_confusable_colours_are_found(eye, one, other):
    """The check above can fail, for each kind of eye; another eye tells most of them apart."""
    assert confused({"this": one, "that": other}, eye) == ["this and that"]


def test_the_simulation_is_the_published_one():
    """Greys stay grey to every eye, black on white is 21, OKLab's white is 1."""
    for matrix in EYES.values():
        assert times(matrix, (0.5, 0.5, 0.5)) == pytest.approx((0.5, 0.5, 0.5), abs=0.001)
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert oklab((1.0, 1.0, 1.0)) == pytest.approx((1, 0, 0), abs=0.001)
