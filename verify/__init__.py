"""Proofs about regimes with Z3; nothing else in the house imports the solver.

:mod:`verify.encoding` states the semantics, :mod:`verify.guarantees` answers how soon a response
is guaranteed, and :mod:`verify.counterexample` turns the solver's answer into a run and replays
it before anyone sees it.
"""

from model.speaking import speak_from

speak_from(__name__)
