"""Wrong answers to the practice exercise of 00, and words that the refusal must have in it."""

WRONG_ANSWERS = {
    "00-parameters": [
        ("parameters = 3 * 4 + 4 * 2", "the biases are missing"),
        ("parameters = 4 + 2", "the weights are missing"),
        ("parameters = 20 + 9", "inputs have no bias"),
        ("parameters = 3 * 4 + 4", "only the first layer"),
        ("parameters = 3 + 4 + 2", "those are the circles"),
        ("parameters = 25", "is not right"),
        ("parameters = ...", "not there yet"),
    ],
}
