"""``shenguan compare``: regimes side by side, proved and simulated."""
