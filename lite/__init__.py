"""The browser edition: the workbook and Python itself in one folder, with nothing to install."""
