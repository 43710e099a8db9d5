"""What of a lesson is for a class, what is for home, and what of that a class can skip."""

import re
from collections.abc import Iterator

from nnlib.course.editions import OPTIONAL, Cell, exercise_of, sections, source_of
from nnlib.course.names import bound_in, names_in

FOR_HOME = re.compile(
    r"#+ (?:\d+\. )?(?:For home: (?P<part>.*)|Write \d, for home: (?P<task>`.*`))"
)


def is_home(cell: Cell) -> bool:
    """Whether a cell is for home: it is tagged, and a heading above it says so."""
    return "home" in cell["metadata"].get("tags", [])


def class_path(cells: list[Cell]) -> list[Cell]:
    """Return the cells that a class works through: neither optional nor for home."""
    counted = (s for title, s in sections(cells) if not title.startswith(OPTIONAL))
    return [cell for section in counted for cell in section if not is_home(cell)]


def parts_for_home(cells: list[Cell]) -> Iterator[tuple[str, list[Cell]]]:
    """Yield what each heading leaves for home, and its cells."""
    part, held = "", list[Cell]()
    for cell in filter(is_home, cells):
        heading = FOR_HOME.match(source_of(cell)) if cell["cell_type"] == "markdown" else None
        if heading:
            if held:
                yield part, held
            part, held = heading["part"] or heading["task"], []
        held.append(cell)
    if held:
        yield part, held


def parts_to_skip(cells: list[Cell]) -> Iterator[tuple[str, list[Cell]]]:
    """Yield what is for home, no exercise, and defines nothing that a cell of the class uses."""
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    wanted, known = set[str](), set[str]()
    for cell in (cell for cell in code if not is_home(cell)):
        source = source_of(cell)
        known |= bound_in(source)
        wanted |= names_in(source)[1] - known
    for part, held in parts_for_home(cells):
        sources = [source_of(cell) for cell in held if cell in code]
        defined = set[str]().union(*map(bound_in, sources))
        if not any(exercise_of(cell)[0] for cell in held) and not defined & wanted:
            yield part, held
