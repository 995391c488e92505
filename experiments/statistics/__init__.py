"""Statistics of independent replications, by the book: numpy and scipy only, no regimes.

Whatever can be asked too early or of too little is answered by an
:class:`~experiments.statistics.interval.Interval` or by an
:class:`~experiments.statistics.interval.Undetermined` with its reason; never by NaN, and never by
"0 ± 0".
"""
