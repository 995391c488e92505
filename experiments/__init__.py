"""Questions put to regimes: scenarios, comparison, metrics, charts, report, command line."""

from model.speaking import speak_from

speak_from(__name__)
