"""docs/benchmarks.md, and the plot on it."""

from datetime import date
from xml.etree import ElementTree as ET

from tests.unit.engine_bench.results import results
from tools.engine_bench.page import page, plot

TIMES = {"darkroom": 10.0, "floor": 9.0, "sharp": 5.0, "naive": 80.0}
DAY = date(2026, 11, 20)


def written(times: dict[str, float]) -> str:
    return page(results(times), "a machine", DAY)


def row(text: str, beginning: str) -> list[str]:
    line = next(line for line in text.splitlines() if line.startswith(f"| {beginning} |"))
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_what_is_not_installed_is_said_in_every_table_and_in_the_list() -> None:
    text = written(TIMES)

    assert "**OpenCV** (not installed)" in text
    tables = [part for part in text.split("\n## ") if "| OpenCV |" in part]
    assert len(tables) == 4
    assert all("not installed" in table for table in tables)


def test_what_an_engine_cannot_do_is_told_from_what_is_not_installed() -> None:
    text = written(TIMES)

    times = text.split("## Times")[1]
    assert row(times, "PNG to 1600 px")[2] == "cannot"
    assert '- libjpeg-turbo says "nothing but JPEG": PNG to 1600 px; WebP' in text


def test_the_page_says_where_darkroom_is_slower_and_of_what_the_time_is_made() -> None:
    losses = written(TIMES).split("## Where Darkroom is slower")[1].split("\n## ")[0]

    assert "- sepia, full size, 12 MP: 2.00 x sharp.\n" in losses
    assert "- PNG to 1600 px: 2.00 x sharp. Of our 10 ms, 7 are Pillow's PNG decoder" in losses


def test_a_run_without_losses_says_so() -> None:
    assert "Nowhere in this run." in written({"darkroom": 1.0, "sharp": 2.0})


def test_every_cell_of_a_table_has_a_title() -> None:
    tables = [block for block in written(TIMES).split("\n\n") if block.startswith("|")]

    for table in tables:
        assert len({line.count("|") for line in table.splitlines()}) == 1


def test_the_plot_has_a_bar_for_each_engine_and_job() -> None:
    drawing = ET.fromstring(plot(results(TIMES)))  # noqa: S314 - drawn a line above

    background, legend, bars = 1, 6, 8 * 3 - 3
    rectangles = drawing.findall("{http://www.w3.org/2000/svg}rect")
    assert len(rectangles) == background + legend + bars


def test_without_sharp_there_is_nothing_to_plot_against() -> None:
    assert "![" in written(TIMES)
    assert "![" not in written({"darkroom": 10.0, "naive": 80.0})


def test_a_bar_too_high_for_the_plot_has_its_figure_on_it() -> None:
    drawing = ET.fromstring(plot(results(TIMES)))  # noqa: S314 - drawn a line above

    texts = [text.text for text in drawing.findall("{http://www.w3.org/2000/svg}text")]
    assert texts.count("16") == 8
