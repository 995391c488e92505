"""``shenguan coverage``: every article with its rules, or why it has none."""
