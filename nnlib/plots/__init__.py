"""The figures of the series, in one style.

``plots.use_style()`` once at the top of a notebook, then each figure is one call. A function that
draws into one pair of axes takes ``ax`` and gives it back; one that needs a whole figure gives the
figure. Colours are told apart by colour-blind readers as well (Okabe and Ito, 2008), and nothing
is told by colour alone.
"""

from nnlib.plots.curves import curves
from nnlib.plots.digits import confusion_matrix, digits
from nnlib.plots.functions import (
    bars,
    errors_against_step,
    matrix,
    plane_map,
    square_zooms,
    tangents,
)
from nnlib.plots.graphs import (
    against_numerical,
    computational_graph,
    flat_vector,
    product_entry,
    tiny_network_graph,
)
from nnlib.plots.landscapes import against_rate, arrows, dots, landscape
from nnlib.plots.layers import layer_histograms, network_diagram
from nnlib.plots.losses import matrices, named_functions
from nnlib.plots.regions import decision_regions
from nnlib.plots.style import COLORS, MARKERS, use_style
from nnlib.plots.training import labelled_points, regions_in_turn, training_and_held_out
from nnlib.plots.weights import weight_pictures

__all__ = [
    "COLORS",
    "MARKERS",
    "against_numerical",
    "against_rate",
    "arrows",
    "bars",
    "computational_graph",
    "confusion_matrix",
    "curves",
    "decision_regions",
    "digits",
    "dots",
    "errors_against_step",
    "flat_vector",
    "labelled_points",
    "landscape",
    "layer_histograms",
    "matrices",
    "matrix",
    "named_functions",
    "network_diagram",
    "plane_map",
    "product_entry",
    "regions_in_turn",
    "square_zooms",
    "tangents",
    "tiny_network_graph",
    "training_and_held_out",
    "use_style",
    "weight_pictures",
]
