"""Runs before the reader's first cell, among the reader's names."""

import nnlib_at_start

nnlib_at_start.begin()
del nnlib_at_start  # no name of ours among the reader's
