"""What a record of real matters comes to under a regime: each duty, judged as runs are judged."""
