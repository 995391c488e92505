"""Questions put to regimes: scenarios, comparison, metrics, charts, the report, the command line."""
