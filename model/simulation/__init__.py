"""Departments living under a regime: the same rules with people, queues and chance in them.

:mod:`model.simulation.scenario` says what is assumed, :mod:`model.simulation.draws` and
:mod:`model.simulation.workload` fix what happens to happen, :mod:`model.simulation.platform`
executes the transition relation in SimPy, :mod:`model.simulation.course` brings about what comes
later in a matter, :mod:`model.simulation.department` and :mod:`model.simulation.office` put
officers under it, and :mod:`model.simulation.script` makes it perform a given run. Draws, calendar
and transition relation do not know SimPy.
"""
