"""Summary × Locale → SVG: inline, real text, one file for light, dark and print.

matplotlib draws in marker colours; one place (`drawing.finish`) turns them into CSS variables and
takes out what a browser doesn't need. The same record gives the same bytes. Knows no claims and no
files.
"""

from concurrency_measured.charts.colours import COLOURS, variables
from concurrency_measured.charts.crossover import crossover_map
from concurrency_measured.charts.curves import curve, scaling_curve, speedup_curve
from concurrency_measured.charts.drawing import standalone
from concurrency_measured.charts.heartbeat import heartbeat
from concurrency_measured.charts.ladder import ladder, ordered
from concurrency_measured.charts.strip import dot_strip

__all__ = [
    "COLOURS",
    "crossover_map",
    "curve",
    "dot_strip",
    "heartbeat",
    "ladder",
    "ordered",
    "scaling_curve",
    "speedup_curve",
    "standalone",
    "variables",
]
