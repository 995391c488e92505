"""The matters that wait for an officer: one heap for each office, of linked entries.

They go by the end of their limits where the office works so, by when they were ready, by case,
thread and rule, and by when they were put there.
"""

from __future__ import annotations

from model.simulation.compiled.codes import NEVER, NONE, ROUNDS
from model.simulation.compiled.facts import duty_of, room
from model.simulation.compiled.jit import small, step


@step
def new_entry(w, number, ready):
    """Return an entry for an item that is ready at an instant; ``NONE`` where there is no room."""
    tally, item = w.tally[0], w.items[number]
    tally.entered += 1
    if tally.free_entry != NONE:
        place = tally.free_entry
        tally.free_entry = w.entries[place].left
    elif room(w, tally.entries, w.entries.shape[0]):
        place = tally.entries
        tally.entries += 1
    else:
        return NONE
    entry = w.entries[place]
    entry.subject, entry.ready, entry.entered = number, ready, tally.entered
    entry.due = _due_of(w, item) if w.habits[0].by_due else 0
    entry.rank = w.threads[item.thread].rank * w.rules.shape[0] + item.rule
    return place


@step
def due_of(w, item):
    """Return when the duty of an item is due, as its clock stands now."""
    if w.rules[item.rule].running:
        number = duty_of(w, item.thread, item.rule)
        if number != NONE:
            return w.duties[number].due
    return item.due


@small
def _due_of(w, item):
    due = due_of(w, item)
    return NEVER if due == NONE else due // ROUNDS


@step
def wait(w, office, entry):
    """Let an entry wait at an office."""
    of = w.offices[office]
    w.entries[entry].left = w.entries[entry].right = NONE
    of.root = _joined(w, of.root, entry)
    of.waiting += 1


@step
def next_item(w, office):
    """Take the first item off a desk; limits may have moved since they were put there."""
    of = w.offices[office]
    if w.habits[0].by_due and w.habits[0].clocks_move:
        _order_anew(w, of)
    entry = w.entries[of.root]
    number, free = entry.subject, of.root
    of.root = _joined(w, entry.left, entry.right)
    of.waiting -= 1
    entry.left = w.tally[0].free_entry
    w.tally[0].free_entry = free
    return number


@small
def _before(one, other):
    """Whether an entry goes before another."""
    if one.due != other.due:
        return one.due < other.due
    if one.ready != other.ready:
        return one.ready < other.ready
    if one.rank != other.rank:
        return one.rank < other.rank
    return one.entered < other.entered


@step
def _joined(w, one, other):
    """Join two heaps, swapping branches on the way down, so that none grows long."""
    if one == NONE or other == NONE:
        return max(one, other)
    if _before(w.entries[other], w.entries[one]):
        one, other = other, one
    root = one
    while other != NONE:
        # ``one`` goes before ``other``, which finds its place in the right branch of it.
        node = w.entries[one]
        right = node.right
        node.right = node.left
        if right == NONE:
            node.left = other
            break
        if _before(w.entries[other], w.entries[right]):
            right, other = other, right
        node.left = right
        one = right
    return root


@step
def _order_anew(w, office):
    """Put all that waits in the order of its limits as they stand, where a clock may have moved.

    Entries are first strung on one line, from the left branches of the heap to the right ones.
    """
    line, end, moved = NONE, office.root, False
    while end != NONE:
        entry = w.entries[end]
        left = entry.left
        if left != NONE:
            entry.left = w.entries[left].right
            w.entries[left].right = end
            end = left
            continue
        following = entry.right
        entry.right = line
        line, end = end, following
        moved = moved or w.rules[w.items[entry.subject].rule].running == 1
    root = NONE
    while line != NONE:
        entry = w.entries[line]
        following = entry.right
        entry.right = NONE
        if moved:
            entry.due = _due_of(w, w.items[entry.subject])
        root = _joined(w, root, line)
        line = following
    office.root = root
