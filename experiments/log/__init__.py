"""``shenguan log``: what became of each duty in a record of real matters, and what is due next."""
