"""What becomes of records when an option of theirs goes with its room."""


def keep(records):
    """Nothing: steps and journal are history. Uninstalling the addon removes their tables as a whole."""
