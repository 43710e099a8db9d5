"""Which cells of the lessons keep a class waiting, as a run of each on two cores showed it."""

SHORT = "a few seconds"
LONG = "about half a minute"

WAITS = {
    "06": {"cell-057": SHORT},
    "08": {"cell-014": SHORT, "cell-054": SHORT, "cell-061": SHORT},
    "10": {"cell-030": SHORT, "cell-056": SHORT},
    "11": {"cell-063": SHORT},
    "12": {"cell-052": LONG, "cell-069": SHORT},
    "13": {"cell-023": SHORT, "cell-032": LONG},
    "14": {"cell-028": SHORT},
    "15": {
        "cell-005": SHORT,
        "cell-030": LONG,
        "cell-043": LONG,
        "cell-059": SHORT,
        "cell-063": LONG,
        "cell-066": SHORT,
        "cell-071": SHORT,
        "cell-076": SHORT,
    },
}
"""For the number of a lesson: the id of a cell, and how long it takes."""
