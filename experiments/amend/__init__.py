"""``shenguan amend``: the smallest changes of a text that make requirements hold."""
