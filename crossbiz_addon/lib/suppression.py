"""Small numbers are people: which cells of a table may be shown."""

SMALLEST = 5


def suppress(cells, smallest=SMALLEST):
    """The table with its small cells hidden, and as many more that no hidden one follows from the total.

    Who knows the total and the cells that are shown knows the sum of the hidden ones. So at least two are hidden, or
    none, and together they count ``smallest`` or more. A total that is itself too small is hidden with everything.

    :param dict cells: ``{key: count}``, counts from 0
    :param int smallest: the smallest number that may be shown
    :return: ``(shown, total)``: the cells with None for what is hidden, and the total, or None
    """
    total = sum(cells.values())
    if total < smallest:
        return dict.fromkeys(cells), None
    by_size = sorted(cells, key=lambda key: (cells[key], str(key)))
    hidden = [key for key in by_size if cells[key] < smallest]
    for key in by_size[len(hidden) :]:
        if not hidden or (len(hidden) > 1 and sum(cells[name] for name in hidden) >= smallest):
            break
        hidden.append(key)
    if len(hidden) == 1:  # the only cell of its table is its total
        return dict.fromkeys(cells), None
    return {key: None if key in hidden else count for key, count in cells.items()}, total
