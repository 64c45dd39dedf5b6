"""The same table for a terminal and for a page."""

from tools.engine_bench.tables import Table

TABLE = Table(["", "sharp"], [["thumbnail", "15"], ["png", "not installed"]])


def test_columns_line_up_on_a_terminal() -> None:
    assert TABLE.plain().splitlines() == [
        "           sharp",
        "thumbnail  15",
        "png        not installed",
    ]


def test_a_page_gets_a_table_of_its_own_kind() -> None:
    assert TABLE.markdown().splitlines() == [
        "|  | sharp |",
        "| --- | --- |",
        "| thumbnail | 15 |",
        "| png | not installed |",
    ]
