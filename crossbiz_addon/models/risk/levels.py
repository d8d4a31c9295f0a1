"""The scale of risks: likelihood and impact from 1 to 5, and the level a matrix gives their combination."""

LEVELS = [("low", "Low"), ("medium", "Medium"), ("high", "High"), ("critical", "Critical")]
SCALE = 5
ORDER = {level: place for place, (level, _label) in enumerate(LEVELS)}
DECIDED = ("high", "critical")  # what the decision layer has to approve


def highest(levels):
    """The highest of some levels; ``False`` when there is none."""
    return max(filter(None, levels), key=ORDER.__getitem__, default=False)


def read_level(cells, likelihood, impact):
    """The level of a combination; ``False`` for what lies outside the matrix.

    :param cells: rows of levels by likelihood, in each the levels by impact, both rising
    """
    if not cells or not (1 <= (likelihood or 0) <= SCALE and 1 <= (impact or 0) <= SCALE):
        return False
    return cells[likelihood - 1][impact - 1]


def get_cell_faults(cells):
    """What is wrong with the cells of a matrix: ``"shape"``, ``"level"``, ``"falling"``; ``None`` when nothing is."""
    is_square = isinstance(cells, list) and len(cells) == SCALE
    if not is_square or any(not isinstance(row, list) or len(row) != SCALE for row in cells):
        return "shape"
    if any(not isinstance(level, str) or level not in ORDER for row in cells for level in row):
        return "level"
    places = [[ORDER[level] for level in row] for row in cells]
    columns = [list(column) for column in zip(*places, strict=True)]
    return "falling" if any(line != sorted(line) for line in places + columns) else None
