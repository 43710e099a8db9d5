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


def written_ticks(axis):
    """The numbers on an axis, as far as they are in sight."""
    axis.axes.figure.canvas.draw()
    low, high = sorted(axis.get_view_interval())
    return [
        text.get_text()
        for place, text in zip(axis.get_ticklocs(), axis.get_ticklabels(), strict=True)
        if low <= place <= high
    ]
