"""What several tests read from a figure."""

from matplotlib.text import Text


def texts(ax):
    """The texts written into one pair of axes, without its title, labels and ticks."""
    return [text.get_text() for text in ax.texts]


def all_texts(figure):
    """Every text of a figure."""
    return [text.get_text() for text in figure.findobj(Text) if text.get_text()]


def row_names(ax):
    """The labels on the y axis."""
    return [label.get_text() for label in ax.get_yticklabels()]
