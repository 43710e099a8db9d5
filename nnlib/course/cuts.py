"""What a teacher leaves out where there is less time."""

SHORT = ("01", "02", "03", "04", "05", "06", "07", "09", "10", "11")
"""The lessons to keep where there is time for ten: all that a network of one's own needs."""

CUTS = {
    "02": "Show the shape of the other factor in section 5, without a vote: 3 minutes.",
    "09": "Give `input_gradient` as homework: it is `weights_gradient` by analogy. 6 minutes.",
    "11": "Show `forward`, which was written in 07: 6 minutes.",
    "12": "Leave out the last table of section 6, which counts data sets: 2 minutes.",
    "13": "Leave out the stars of section 7, from the p-value on: 5 minutes.",
    "14": "Give `normalize` as homework: `standardize` teaches the same. 6 minutes.",
    "15": "Give `choose` as homework: 6 minutes.",
}
"""For the number of a lesson that is close to 50 minutes: what to cut first."""
