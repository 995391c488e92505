"""A ledger of real matters, judged under the text that is looked at."""
