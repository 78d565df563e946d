"""A language's words, numbers, units and dates. The only module that knows how anything is said.

Each language has one catalogue in `messages/`. English states for each key what it is for; every
other language has the same keys and the same placeholders. There is no silent fallback: a missing
word is an error before anything is built.
"""

from __future__ import annotations

import math
import string
import tomllib
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path

from babel import Locale as Conventions
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal, get_decimal_symbol, get_group_symbol

from concurrency_measured.errors import CatalogueOfWordsError, position
from concurrency_measured.model import Arm, Estimate, Need, unit_of

SOURCE = "en"
MESSAGES = Path(__file__).with_name("messages")
THIN = "\N{NARROW NO-BREAK SPACE}"
DIGITS = 2
"""Significant digits of a measured figure: what the noise lets one believe."""
_UNITS = ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns"))
_BYTES = ((2**30, "GiB"), (2**20, "MiB"), (2**10, "KiB"), (1, "B"))


@dataclass(frozen=True)
class Locale:
    """One language: `words` says a key, the others say a figure."""

    language: str
    messages: dict[str, str]

    def words(self, key: str, **values: object) -> str:
        """Return the text of a key with its placeholders filled in; `KeyError` if there is none."""
        return self.messages[key].format(**values)

    @property
    def name(self) -> str:
        """The language's name in itself."""
        return (Conventions.parse(self.language).get_display_name() or self.language).capitalize()

    def name_of(self, language: str) -> str:
        """Return the name of a language in this one: `Spanish`, `español`."""
        return Conventions.parse(language).get_display_name(self.language) or language

    def number(self, value: float, digits: int = DIGITS) -> str:
        """Return a number with that many significant digits; whole numbers stay whole."""
        if not math.isfinite(value):
            return "∞" if value > 0 else "−∞"
        if value == int(value) and abs(value) < 10**15:
            return self._grouped(value, 0)
        return self._rounded(value, digits)

    def decimal(self, value: float, places: int) -> str:
        """Return a number with that many places after the point."""
        return self._grouped(value, places)

    def seconds(self, value: float, digits: int = DIGITS, unit: str | None = None) -> str:
        """Return a duration in the unit that suits it, or in the given one."""
        size, name = self._unit(value, digits, unit)
        return f"{self._rounded(value / size, digits)}{THIN}{name}"

    def ratio(self, value: float, digits: int = DIGITS) -> str:
        """Return a speed-up: `×3.0`."""
        return f"×{self._rounded(value, digits) if math.isfinite(value) else '∞'}"

    def amount(self, what: str, number: float) -> str:
        """Return what a program counted without the word: its name ends in its unit, if any."""
        own = unit_of(what)
        return self.figure(number, own) if own else self.number(number)

    def counts(self, what: str) -> bool:
        """Return whether there are words for what a program counted."""
        return unit_of(what) is not None or f"count.{what}.other" in self.messages

    def count(self, what: str, number: float) -> str:
        """Return a number of things in the right plural: `1 thread`; or `1.5 MiB`, `20 ms`."""
        if unit_of(what):
            return self.amount(what, number)
        form = Conventions.parse(self.language).plural_form(number)
        keys = (f"count.{what}.{form}", f"count.{what}.other")
        key = next((key for key in keys if key in self.messages), None)
        if key is None:
            raise _fault(
                MESSAGES / f"{SOURCE}.toml",
                f"no text for {keys[-1]!r}",
                "words for each number that a program reports",
                "add it, in every language",
            )
        return self.words(key, n=self.number(number))

    def bytes(self, value: float, digits: int = DIGITS) -> str:
        """Return an amount of memory in binary units."""
        size, name = next(pair for pair in _BYTES if value >= pair[0] or pair[0] == 1)
        return f"{self.number(value / size, digits)}{THIN}{name}"

    def figure(self, value: float, unit: str, digits: int = DIGITS) -> str:
        """Return a value of an `Estimate` in words for its unit (`s`, `bytes` or `ratio`)."""
        if unit == "bytes":
            return self.bytes(value, digits)
        return self.seconds(value, digits) if unit == "s" else self.ratio(value, digits)

    def interval(self, estimate: Estimate) -> str:
        """Return the interval of an estimate: `from ×2.91 to ×3.08`; that there is none, of few."""
        if not math.isfinite(estimate.high):
            return self.words("figure.unbounded")
        # One digit more than the figure itself, or a narrow interval would read like none.
        ends = (estimate.low, estimate.high)
        low, high = (self.figure(end, estimate.unit, DIGITS + 1) for end in ends)
        return self.words("figure.interval", low=low, high=high)

    def arm(self, arm: Arm) -> str:
        """Return the label of an arm: its own, or `Processes`, `Processes (spawn)`."""
        if arm.label:
            return self.words(f"label.{arm.label}")
        label = self.words(f"model.{arm.model}")
        return f"{label} ({arm.start_method})" if arm.start_method else label

    def run(self, arm: Arm, python: str = "") -> str:
        """Return the label of an arm's run, with its interpreter where one is given."""
        return f"{self.arm(arm)}, {python}" if python else self.arm(arm)

    def need(self, need: Need) -> str:
        """Return what a need asks for: `CPython 3.12 with the GIL`, `…, with numpy>=2`."""
        if need.libraries:
            plain, wanted = self.need(replace(need, libraries=())), ", ".join(need.libraries)
            return self.words("need.libraries", python=plain, libraries=wanted)
        version = ".".join(map(str, need.minor))
        if need.least:
            version = self.words("need.least", version=version)
        return self.words(f"need.{need.kind}", version=version).replace("  ", " ").strip()

    def percent(self, fraction: float) -> str:
        """Return a fraction as per cent."""
        return f"{self.number(fraction * 100)}{'' if self.language == SOURCE else THIN}%"

    def date(self, moment: datetime) -> str:
        """Return a day: `20 November 2026`, `20 de noviembre de 2026`."""
        pattern = "d MMMM y" if self.language == SOURCE else "long"
        return format_date(moment, pattern, locale=self.language)

    def moment(self, moment: datetime) -> str:
        """Return a day and a time of day, in UTC."""
        time = format_datetime(moment, "HH:mm", locale=self.language)
        return f"{self.date(moment)}, {time} UTC"

    def _unit(self, value: float, digits: int, unit: str | None) -> tuple[float, str]:
        if unit:
            return next(pair for pair in _UNITS if pair[1] == unit)
        # A value that rounds up to the next unit is shown in that one: 996 ms is 1.0 s.
        shown = abs(float(f"{value:.{digits - 1}e}"))
        return next((pair for pair in _UNITS if shown >= pair[0]), _UNITS[-1])

    def _rounded(self, value: float, digits: int) -> str:
        # Rounding comes first: 9.96 needs one place after the point, but is shown as 10.
        shown = float(f"{value:.{digits - 1}e}")
        places = max(0, digits - 1 - math.floor(math.log10(abs(shown)))) if shown else 0
        return self._grouped(shown, places)

    def _grouped(self, value: float, places: int) -> str:
        text = format_decimal(
            value,
            format=f"#,##0.{'0' * places}" if places else "#,##0",
            locale=self.language,
            decimal_quantization=True,
        )
        if self.language == SOURCE:
            return text
        # Spanish groups with a thin space, and from five figures on.
        group, point = get_group_symbol(self.language), get_decimal_symbol(self.language)
        whole, _, fraction = text.partition(point)
        whole = whole.replace(group, THIN if abs(value) >= 10_000 else "")
        return whole + (point + fraction if fraction else "")


@cache
def load(language: str, folder: Path = MESSAGES) -> Locale:
    """Return a language, its catalogue checked against the English one.

    Raises:
        CatalogueOfWordsError: There is no such catalogue, or keys or placeholders differ.
    """
    source = flattened(_parse(folder / f"{SOURCE}.toml"), text="text")
    if language == SOURCE:
        return Locale(language, source)
    file = folder / f"{language}.toml"
    messages = flattened(_parse(file))
    for key in sorted(source.keys() | messages.keys()):
        if key not in messages:
            raise _fault(file, f"no text for {key!r}", f"{source[key]!r} in {language}", "add it")
        if key not in source:
            raise _fault(file, f"the key {key!r}", f"a key of {SOURCE}.toml", "take it out")
        if placeholders(source[key]) != placeholders(messages[key]):
            raise _fault(
                file,
                f"{key!r} with {placeholders(messages[key]) or 'no placeholder'}",
                f"the placeholders {placeholders(source[key]) or 'none'}, as in {SOURCE}.toml",
                "use the same ones",
            )
    return Locale(language, messages)


def languages(folder: Path = MESSAGES) -> list[str]:
    """Return the languages that have a catalogue, English first."""
    others = sorted(file.stem for file in folder.glob("*.toml") if file.stem != SOURCE)
    return [SOURCE, *others]


def _parse(file: Path) -> dict[str, object]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise _fault(file, "no catalogue", "one catalogue per language", "add the file") from None
    except tomllib.TOMLDecodeError as error:
        raise _fault(file, f"text that isn't TOML ({error})", "a TOML file", "mend it") from None


def flattened(tree: dict[str, object], prefix: str = "", text: str | None = None) -> dict[str, str]:
    """Return `a.b.c` → text. In the source catalogue a leaf is a table with `text` and `about`."""
    flat: dict[str, str] = {}
    for key, value in tree.items():
        if isinstance(value, str):
            flat[prefix + key] = value
        elif isinstance(value, dict) and text and isinstance(value.get(text), str):
            flat[prefix + key] = value[text]
        elif isinstance(value, dict):
            flat |= flattened(value, f"{prefix}{key}.", text)
    return flat


def placeholders(text: str) -> list[str]:
    """Return the names that a text leaves open, sorted; `ValueError` if a brace stands alone."""
    return sorted({name for _, name, _, _ in string.Formatter().parse(text) if name})


def _fault(file: Path, found: str, expected: str, action: str) -> CatalogueOfWordsError:
    return CatalogueOfWordsError(
        position(file, root=MESSAGES.parent), found=found, expected=expected, action=action
    )
