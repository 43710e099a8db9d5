"""The figures of the course, in one style.

``plots.use_style()`` once at the top of a notebook, then each figure is one call. A function that
draws into one pair of axes takes ``ax`` and returns it; one that needs a whole figure returns the
figure. Colours are told apart by colour-blind readers as well (Okabe and Ito, 2008), and nothing
is told by colour alone.

The figures are filed by what they draw:

- ``curves``: one quantity against another, over epochs, inputs, steps, learning rates
- ``diagrams``: networks as neurons and arrows, computations as graphs, flat vectors as cells
- ``images``: digits, the weights of a first layer, a drawing as a finished PNG
- ``maps``: the plane seen from above, with outputs, samples, surfaces, paths
- ``numbers``: numbers in the cells of matrices, as bars, as histograms, as counts
- ``runs``: runs side by side, rates of success with their intervals
- ``transformations``: a plane before and after a function moves it

``style`` has the colours, markers and number formats that they share, ``arguments`` the checks.
"""

from nnlib.plots.curves import (
    against_numerical,
    against_rate,
    curves,
    errors_against_step,
    named_functions,
    points_over,
    tangents,
)
from nnlib.plots.diagrams import (
    computational_graph,
    flat_vector,
    network_diagram,
    product_entry,
    tiny_network_graph,
)
from nnlib.plots.images import digits, weight_pictures
from nnlib.plots.maps import arrows, labelled_points, landscape, regions_in_turn
from nnlib.plots.numbers import (
    bars,
    confusion_matrices,
    layer_histograms,
    matrices,
    matrix,
)
from nnlib.plots.runs import (
    rate_curves,
    runs_in_rows,
    success_rates,
    wilson_interval,
)
from nnlib.plots.style import COLORS, MARKERS, use_style
from nnlib.plots.transformations import folded_plane, plane_map

__all__ = [
    "COLORS",
    "MARKERS",
    "against_numerical",
    "against_rate",
    "arrows",
    "bars",
    "computational_graph",
    "confusion_matrices",
    "curves",
    "digits",
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
    "points_over",
    "product_entry",
    "rate_curves",
    "regions_in_turn",
    "runs_in_rows",
    "success_rates",
    "tangents",
    "tiny_network_graph",
    "use_style",
    "weight_pictures",
    "wilson_interval",
]
