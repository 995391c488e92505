"""``shenguan export``: evidence that others can check."""
