"""The border: rule files, the shared vocabulary and the property catalogue, read and checked.

:func:`protocols.reader.read_regime` turns a file into a :class:`~model.regime.Regime` or into all
of its mistakes, each with its place. Nothing inside the house validates again.
"""

from model.speaking import speak_from

speak_from(__name__)
