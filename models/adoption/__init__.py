"""Adopting a database that the legacy system made: in place, in one transaction, and no row is lost."""

from slugger.models.adoption.errors import AdoptedError, AdoptionError
from slugger.models.adoption.report import Finding, Progress, Report, Tally
from slugger.models.adoption.takeover import adopt

__all__ = ["AdoptedError", "AdoptionError", "Finding", "Progress", "Report", "Tally", "adopt"]
