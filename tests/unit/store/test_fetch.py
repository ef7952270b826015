"""Rows are read some at a time, by readers that may stop before the last."""

import logging
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Connection, select

from pipeline.store import open_store, table
from pipeline.store.fetch import AT_A_TIME, chunks, fetch
from pipeline.store.record import record_texts
from tests import kept
from tests.places import Place

Read = Callable[[Connection], Iterator[object]]


@pytest.mark.parametrize("read", [lambda on: fetch(on, select(table.claim)), lambda on: record_texts(on, 1)])
def test_a_reader_that_stops_early_and_leaves_the_store_first_says_nothing(
    place: Place, caplog: pytest.LogCaptureFixture, read: Read
) -> None:
    store = open_store(place.address)
    kept.save(store, *kept.many(AT_A_TIME // 10))
    with caplog.at_level(logging.WARNING), store.reading() as connection:
        rows = read(connection)
        assert next(rows)
        assert next(rows)
    del rows
    assert caplog.messages == []


def test_things_come_in_sequences_of_what_a_query_may_name() -> None:
    assert [len(some) for some in chunks(range(2 * AT_A_TIME + 1))] == [AT_A_TIME, AT_A_TIME, 1]
