"""What a regime is, what time is, what a run is: the ground floor of shenguan.

Read in this order: :mod:`model.vocabulary` (who and what), :mod:`model.deadline` and
:mod:`model.regime` (what a text lays down), :mod:`model.calendar` and :mod:`model.clock` (what
time is), :mod:`model.trace` (what happened), :mod:`model.transition` (the one transition
relation), :mod:`model.conformance` (which duties a trace kept and broke), and
:mod:`model.simulation` (departments with people in them).
"""
