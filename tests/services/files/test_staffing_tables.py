"""The tables of a targets file that only staffing reads."""

import dataclasses

import pytest

from wfm.services.files.staffing_tables import CAMPAIGN, COMPONENT


@pytest.mark.parametrize("entity", [CAMPAIGN, COMPONENT], ids=lambda entity: entity.made.__name__)
def test_every_field_of_a_table_has_its_row(entity):
    """A campaign and a shrinkage component take every figure they have."""
    assert [name for field in entity.fields for name in field.attributes] == [
        field.name for field in dataclasses.fields(entity.made)
    ]
