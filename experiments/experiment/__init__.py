"""``shenguan experiment``: run a design, and show the answer to its question."""
