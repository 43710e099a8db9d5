"""The fixtures of JupyterLab in a real browser."""

from lab import lab as lab
from lab import lab_folder as lab_folder
from lab import page as page
