"""Runs over settings: the same numbers wherever they run, in order, and errors that say which."""

import os
import signal

import joblib
import numpy as np
import pytest
from distributed import Client, LocalCluster
from threadpoolctl import threadpool_info, threadpool_limits

from nnlib import SGD, NeuralNetwork, d_mse, d_tanh, mse, tanh
from nnlib.course.experiments import run_all

SETTINGS = [(seed, momentum) for seed in range(3) for momentum in (0.0, 0.9)]
TWO_PROCESSES = {"backend": "loky", "n_jobs": 2, "inner_max_num_threads": 4}
"""Workers that would use four threads each, if run_all let them."""


def train(setting):
    """The parameters and losses of a small network, its own threads and its process."""
    seed, momentum = setting
    rng = np.random.default_rng(0)
    x, y = rng.random((200, 784)), rng.random((200, 10))
    functions = [(tanh, d_tanh), (tanh, d_tanh), (mse, d_mse), SGD(0.1, momentum)]
    network = NeuralNetwork([784, 20, 10], *functions, dtype=np.float32, seed=seed)
    losses = network.fit(x, y, batch_size=10, epochs=3, progress=False)
    threads = {pool["num_threads"] for pool in threadpool_info()}
    return network.params, losses, threads, os.getpid()


def fail_at_two(setting):
    if setting == 2:
        raise ZeroDivisionError("what is wrong")
    return setting


@pytest.fixture(scope="module")
def one_after_another():
    return run_all(train, SETTINGS)


@pytest.fixture(scope="module", params=[False, True], ids=["threads", "process"])
def cluster(request):
    """A Dask cluster on this machine: two threads in this process, or a process of its own."""
    quiet = {"dashboard_address": None, "silence_logs": "ERROR"}
    host = {"host": "127.0.0.1"} if request.param else {}
    local = LocalCluster(
        n_workers=1, threads_per_worker=2, processes=request.param, **quiet, **host
    )
    with local, Client(local):
        yield


def test_threads_come_back_after_runs_in_this_process():
    with threadpool_limits(2, user_api="blas"):
        before = [pool["num_threads"] for pool in threadpool_info()]
        run_all(abs, [1, 2])
        assert [pool["num_threads"] for pool in threadpool_info()] == before


def assert_same(results, others):
    for (params, losses, *_), (other_params, other_losses, *_) in zip(results, others, strict=True):
        np.testing.assert_array_equal(params, other_params)
        assert losses == other_losses


def assert_error_names_the_setting():
    with pytest.raises(ZeroDivisionError, match="what is wrong") as caught:
        run_all(fail_at_two, [1, 2, 3])
    assert caught.value.__notes__ == ["It was the run with the setting 2."]


def test_results_come_in_the_order_of_the_settings():
    with joblib.parallel_config("threading", n_jobs=3):
        assert run_all(np.sqrt, [16, 9, 4, 1]) == [4, 3, 2, 1]
    assert run_all(np.sqrt, iter([16, 9])) == [4, 3]
    assert run_all(np.sqrt, []) == []


def test_each_setting_gives_numbers_of_its_own(one_after_another):
    assert len({params.tobytes() for params, *_ in one_after_another}) == len(SETTINGS)


def test_each_run_has_one_thread_and_gives_the_others_back(one_after_another):
    assert all(threads == {1} for _, _, threads, _ in one_after_another)
    before = threadpool_info()
    run_all(abs, [1])
    assert threadpool_info() == before


def test_two_processes_give_the_same_numbers_with_one_thread_each(one_after_another):
    with joblib.parallel_config(**TWO_PROCESSES):
        results = run_all(train, SETTINGS)
    assert_same(results, one_after_another)
    assert all(threads == {1} for _, _, threads, _ in results)
    assert os.getpid() not in {process for *_, process in results}


def test_dask_cluster_gives_the_same_numbers(one_after_another, cluster):
    with joblib.parallel_config("dask"):
        results = run_all(train, SETTINGS)
        assert_same(results, one_after_another)
        assert all(threads == {1} for _, _, threads, _ in results)
        assert_error_names_the_setting()
        assert run_all(abs, [-1, -2]) == [1, 2]


@pytest.mark.parametrize("options", [{"backend": "sequential"}, TWO_PROCESSES], ids=str)
def test_error_names_the_setting(options):
    with joblib.parallel_config(**options):
        assert_error_names_the_setting()


@pytest.fixture
def interrupts_raise():
    """As in a notebook: where the tests run in the background, the shell has interrupts ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interrupts_raise")
def test_stop_button_ends_all_runs():
    seen = []

    def stopped_at_two(setting):
        seen.append(setting)
        if setting == 2:
            signal.raise_signal(signal.SIGINT)
        return setting

    with pytest.raises(KeyboardInterrupt):
        run_all(stopped_at_two, [1, 2, 3, 4])
    assert seen == [1, 2]
    # And the next ones are not affected.
    assert run_all(abs, [-1, -2]) == [1, 2]


def test_a_bar_counts_the_runs(capsys):
    run_all(abs, range(7))
    assert "7/7" in capsys.readouterr().err
