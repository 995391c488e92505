"""Questions put to regimes: scenarios, comparison, metrics, charts, report, command line."""
