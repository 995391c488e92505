"""The face of the house: rules read, proved, simulated and compared from a notebook.

>>> import shenguan as sg
>>> sg.load("xuecheng")
<Regime xuecheng 薛城区行政审批与监管协调联动实施办法, 42 rules, 2020>

A :class:`Regime` is asked by its methods, several at once by the functions of the same names; every
question of the command line has one. What comes back is an :class:`Answer`: it shows itself on one
screen, or as tables, charts and runs in a notebook; ``.value`` is the typed answer, ``.frame()`` a
table of it, ``.data()`` the JSON of the command line, and ``.write(folder)`` its page and files.

Nothing heavy is imported before it is needed.
"""

from model.speaking import speak_from
from shenguan.answer import Answer
from shenguan.experiment import Experiment, experiment, show
from shenguan.fit import fit
from shenguan.language import speak
from shenguan.library import check, designs, new, properties, regimes, scenarios
from shenguan.log import due, log
from shenguan.play import Play, play
from shenguan.questions import audit, bounds, compare, coverage, diff, readings, trust, verify
from shenguan.regime import Regime, load

__all__ = [
    "Answer",
    "Experiment",
    "Play",
    "Regime",
    "audit",
    "bounds",
    "check",
    "compare",
    "coverage",
    "designs",
    "diff",
    "due",
    "experiment",
    "fit",
    "load",
    "log",
    "new",
    "play",
    "properties",
    "readings",
    "regimes",
    "scenarios",
    "show",
    "speak",
    "trust",
    "verify",
]

speak_from(__name__)
