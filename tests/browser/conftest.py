"""The fixtures of JupyterLab, and of the browser edition, in a real browser."""

from browser_edition import browser as browser
from browser_edition import edition as edition
from browser_edition import serve as serve
from browser_edition import visit as visit
from lab import lab as lab
from lab import lab_folder as lab_folder
from lab import page as page
