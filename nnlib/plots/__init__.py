"""The figures of the series, in one style.

``plots.use_style()`` once at the top of a notebook, then each figure is one call. A function that
draws into one pair of axes takes ``ax`` and gives it back; one that needs a whole figure gives the
figure. Colours are told apart by colour-blind readers as well (Okabe and Ito, 2008), and nothing
is told by colour alone.
"""

from nnlib.plots.curves import curves
from nnlib.plots.digits import confusion_matrix, digits
from nnlib.plots.frames import png
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
from nnlib.plots.hidden import folded_plane
from nnlib.plots.landscapes import against_rate, arrows, dots, landscape
from nnlib.plots.layers import layer_histograms, network_diagram
from nnlib.plots.losses import matrices, named_functions
from nnlib.plots.mnist import bent_grids, error_dots, reliability
from nnlib.plots.parts import step_parts
from nnlib.plots.rates import success_rates, wilson_interval
from nnlib.plots.regions import decision_regions
from nnlib.plots.scaling import (
    confusion_matrices,
    rate_panels,
    runs_in_rows,
)
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
    "bent_grids",
    "computational_graph",
    "confusion_matrices",
    "confusion_matrix",
    "curves",
    "decision_regions",
    "digits",
    "dots",
    "error_dots",
    "errors_against_step",
    "flat_vector",
    "folded_plane",
    "labelled_points",
    "landscape",
    "layer_histograms",
    "matrices",
    "matrix",
    "named_functions",
    "network_diagram",
    "plane_map",
    "png",
    "product_entry",
    "rate_panels",
    "regions_in_turn",
    "reliability",
    "runs_in_rows",
    "square_zooms",
    "step_parts",
    "success_rates",
    "tangents",
    "tiny_network_graph",
    "training_and_held_out",
    "use_style",
    "weight_pictures",
    "wilson_interval",
]
