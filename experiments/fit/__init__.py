"""``shenguan fit``: a scenario estimated from a log of real matters, and how well it fits."""
