"""Departments living under a regime: the same rules with people, queues and chance in them.

What is assumed: :mod:`model.simulation.scenario`, with :mod:`model.simulation.period` (which days),
:mod:`model.simulation.pattern` (when matters arrive), :mod:`model.simulation.effort` (how long
things take) and :mod:`model.simulation.conduct` (how people behave).

What happens to happen, the same under every regime: :mod:`model.simulation.draws`,
:mod:`model.simulation.workload` (matters), :mod:`model.simulation.presence` (who is there),
:mod:`model.simulation.looks` (who looks), :mod:`model.simulation.outage` (when the platform is
down) and :mod:`model.simulation.luck` (how each act turns out).

What comes of it, in SimPy's time (:mod:`model.simulation.time`, which alone knows SimPy):
:mod:`model.simulation.platform` executes the transition relation in the order that
:mod:`model.simulation.agenda` says,
:mod:`model.simulation.course` brings about what comes later in a matter,
:mod:`model.simulation.department`, :mod:`model.simulation.office` and
:mod:`model.simulation.habits` put officers under it, :mod:`model.simulation.year` lets a year go
by, and :mod:`model.simulation.script` makes the platform perform a given run.
"""
