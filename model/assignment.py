"""The assignment of the greatest worth, as scipy finds it, for those who would wait for scipy.

Shortest augmenting paths (D. F. Crouse, "On implementing 2D rectangular assignment algorithms",
IEEE Transactions on Aerospace and Electronic Systems 52, 2016), step by step as in
``scipy.optimize.linear_sum_assignment``, so that of several best assignments it is the same one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import inf

MOST = 30_000_000
"""Steps from which scipy, which takes a third of a second to load, is the quicker one."""


def assigned(worth: Sequence[Sequence[float]]) -> Iterator[tuple[int, int]]:
    """Yield row and column of each pair of an assignment with the greatest sum, by row.

    >>> list(assigned([[1, 5], [4, 5], [0, 6]]))
    [(1, 0), (2, 1)]
    """
    rows, columns = len(worth), len(worth[0]) if worth else 0
    if rows * columns * min(rows, columns) > MOST:
        yield from _by_scipy(worth)
    elif columns < rows:
        turned = [[-row[column] for row in worth] for column in range(columns)]
        yield from sorted((row, column) for column, row in enumerate(_cheapest(turned)))
    else:
        yield from enumerate(_cheapest([[-one for one in row] for row in worth]))


def _by_scipy(worth: Sequence[Sequence[float]]) -> Iterator[tuple[int, int]]:
    from scipy.optimize import linear_sum_assignment

    found = linear_sum_assignment([*worth], maximize=True)
    yield from zip(*(places.tolist() for places in found), strict=True)


def _cheapest(costs: Sequence[Sequence[float]]) -> list[int]:
    """The column of each row, of which there are no more than columns."""
    rows, columns = len(costs), len(costs[0]) if costs else 0
    # What each row and column takes off the costs, so that no cost is below nothing.
    by_row, by_column = [0.0] * rows, [0.0] * columns
    column_of, row_of = [-1] * rows, [-1] * columns
    for row in range(rows):
        path, reached = [-1] * columns, [inf] * columns
        seen_rows, seen_columns = {row}, set[int]()
        left = list(reversed(range(columns)))
        here, least, end = row, 0.0, -1
        while end < 0:
            seen_rows.add(here)
            nearest, lowest, cost, taken = -1, inf, costs[here], by_row[here]
            for place, column in enumerate(left):
                length = least + cost[column] - taken - by_column[column]
                if length < reached[column]:
                    path[column], reached[column] = here, length
                # Of several that are as near, one that ends the path.
                if reached[column] < lowest or (reached[column] == lowest and row_of[column] < 0):
                    nearest, lowest = place, reached[column]
            least, column = lowest, left[nearest]
            left[nearest] = left[-1]
            left.pop()
            seen_columns.add(column)
            if row_of[column] < 0:
                end = column
            else:
                here = row_of[column]
        by_row[row] += least
        for other in seen_rows - {row}:
            by_row[other] += least - reached[column_of[other]]
        for column in seen_columns:
            by_column[column] -= least - reached[column]
        while True:
            other = path[end]
            row_of[end] = other
            column_of[other], end = end, column_of[other]
            if other == row:
                break
    return column_of
