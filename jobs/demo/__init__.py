"""An invented season in the league's own file format, to try everything without real data."""

from slugger.jobs.demo.season import DemoSeason, SeasonSizeError, write_season

__all__ = ["DemoSeason", "SeasonSizeError", "write_season"]
