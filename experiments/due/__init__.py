"""``shenguan due``: when what follows on one event is due, and whose turn it is."""
