"""The recorded experiments themselves: whole, small, and what a run on this machine gives again."""

import numpy as np
import pytest
from scipy.stats import binom

from nnlib.course.record import experiments
from nnlib.course.recorded import key_of, recorded

EXPERIMENTS = list(experiments().values())
LARGEST = 200_000
"""Bytes of a file."""

IMPOSSIBLE = 1e-6
"""How improbable a number of successes is that no chance explains."""


@pytest.fixture(params=EXPERIMENTS, ids=lambda experiment: experiment.name)
def experiment(request):
    return request.param


def test_recording_is_whole_for_two_kernels_at_least(experiment, capsys):
    recording = recorded(experiment)
    assert capsys.readouterr().out == ""
    assert len(recording.kernels) >= 2


def test_file_is_small(experiment):
    assert experiment.path.stat().st_size <= LARGEST


def test_every_setting_is_there_once(experiment):
    keys = [key_of(setting) for setting in experiment.settings]
    assert len(set(keys)) == len(keys)
    assert all(sample in experiment.settings for sample in experiment.sample or [])


@pytest.mark.slow
def test_random_sample_run_again_lies_within_the_recorded_spread(experiment):
    rng = np.random.default_rng()
    settings = experiment.sample or experiment.settings
    blocks = [block for block in experiment.blocks() if block[0] in settings]
    setting, seeds = blocks[rng.integers(len(blocks))]
    found, recording = experiment.run(seeds, **setting), recorded(experiment)
    for name, entries in found.items():
        old = recording(name, **setting)
        assert_within(np.array(entries), old.reshape(-1, *old.shape[2:]), (name, setting, seeds))


def assert_within(new, old, what):
    """Both have the runs on the first axis. Half a spread more is left to other processors."""
    if old.dtype == bool:
        rate = (old.sum(0) + 1) / (len(old) + 2)  # never 0 or 1, whatever was recorded
        low, high = (binom.ppf(p, len(new), rate) for p in (IMPOSSIBLE, 1 - IMPOSSIBLE))
        assert np.all((new.sum(0) >= low) & (new.sum(0) <= high)), what
    else:
        more = np.ptp(old, axis=0) / 2
        assert np.all((new >= old.min(0) - more) & (new <= old.max(0) + more)), what
