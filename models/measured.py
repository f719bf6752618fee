"""From the table of measurements to the columns of a table."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, time
from typing import Any
from uuid import UUID

from pydantic import create_model
from sqlalchemy import Date, Double, SmallInteger, Text, Uuid
from sqlalchemy.dialects.postgresql import TIME
from sqlmodel import Field

from slugger.models.measurement import Kind, Measurement
from slugger.models.metadata import Table

COLUMN_TYPES: Mapping[Kind, tuple[type, Any]] = {
    Kind.INTEGER: (int, SmallInteger),
    Kind.NUMBER: (float, Double),
    Kind.TEXT: (str, Text),
    Kind.TERM: (str, Text),
    Kind.DATE: (date, Date),
    Kind.TIME: (time, TIME(precision=2)),
    Kind.UUID: (UUID, Uuid),
    Kind.LOCAL_INSTANT: (str, Text),
}
"""Python type and column type of each kind of measurement."""


def measured(name: str, measurements: Sequence[Measurement], required: Collection[str] = ()) -> type[Table]:
    """Make a class with one column a measurement, nullable unless `required`, for a table to inherit."""
    fields: dict[str, Any] = {}
    for measurement in measurements:
        python_type, column_type = COLUMN_TYPES[measurement.kind]
        if measurement.name in required:
            fields[measurement.name] = (python_type, Field(sa_type=column_type))
        else:
            fields[measurement.name] = (python_type | None, Field(default=None, sa_type=column_type))
    return create_model(name, __base__=Table, **fields)
