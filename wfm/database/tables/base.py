"""The declarative base: column types by annotation, and names for every constraint so that migrations can find them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, ClassVar

from sqlalchemy import MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase, mapped_column

from wfm.database.types import Document, FloatArray, Instant
from wfm.domain.arrays import Floats

Name = Annotated[str, mapped_column(String(200))]
"""Ids and names."""

Words = Annotated[str, mapped_column(Text)]
"""Sentences."""

Json = Annotated[Any, mapped_column(Document)]
"""A document that is always read as a whole."""

Array = Annotated[Floats, mapped_column(FloatArray)]
"""One float per interval of the grid stored beside it."""


class Base(DeclarativeBase):
    """All tables."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: Instant}
