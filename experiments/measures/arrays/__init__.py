"""The figures of a year of the compiled engine, worked out on its arrays.

Each is the same to the last bit as that of the module beside, which goes through the threads one by
one; ``tests/test_engines.py`` holds them against each other.
"""

from experiments.measures.arrays.commitments import commitments as commitments
from experiments.measures.arrays.desks import burdens as burdens
from experiments.measures.arrays.desks import handled as handled
from experiments.measures.arrays.desks import owed as owed
from experiments.measures.arrays.desks import waits as waits
from experiments.measures.arrays.duties import waits_of_duties as waits_of_duties
from experiments.measures.arrays.metrics import metrics as metrics
