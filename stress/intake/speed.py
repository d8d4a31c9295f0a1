"""To be written."""


def run(facts, progress):
    return {}, []
