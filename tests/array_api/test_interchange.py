"""Memory shared with other libraries: DLPack, NumPy, buffers; and scikit-learn on our tensors."""

import array
import importlib.util
import subprocess
import sys

import numpy as np
import pytest

import pellucid as pel


def address(x):
    return np.asarray(x).__array_interface__["data"][0]


def test_dlpack_to_numpy_and_back_without_a_copy(laws, examples):
    @laws.holds(examples, laws.tame(laws.ALL))
    def check(x):
        ours = pel.from_dlpack(x)
        laws.assert_same(ours, x)
        back = np.from_dlpack(ours)
        laws.assert_same(back, x)
        assert not back.flags.writeable
        if x.size:
            assert address(x) == ours.elements().__array_interface__["data"][0]
            assert address(x) == address(back)
            copied = pel.from_dlpack(x, copy=True)
            assert address(x) != copied.elements().__array_interface__["data"][0]
        laws.assert_same(pel.from_dlpack(ours, device="cpu", copy=False), x)


def test_a_copy_that_is_refused_is_not_made():
    x = np.arange(6.0).reshape(2, 3)
    assert pel.from_dlpack(x.T).tolist() == x.T.tolist()
    for make in (pel.from_dlpack, pel.asarray):
        for error in (BufferError, ValueError):
            with pytest.raises(error, match="needs a copy"):
                make(x.T, copy=False)
        make(x, copy=False)


def test_what_numpy_has_no_dtype_for_is_refused():
    class Foreign:
        dtype = "bfloat16"

        def __dlpack__(self, **options):
            raise RuntimeError("Unsupported dtype in DLTensor.")

        def __dlpack_device__(self):
            return (1, 0)

    with pytest.raises(TypeError, match="bfloat16"):
        pel.from_dlpack(Foreign())


def test_a_capsule_for_every_version():
    x = pel.asarray(np.arange(3.0))
    assert x.__dlpack_device__() == (1, 0)
    for version in (None, (0, 8), (1, 0), (2, 0)):
        for copy in (None, True, False):
            name = type(x.__dlpack__(max_version=version, copy=copy)).__name__
            assert name == "PyCapsule"
    assert type(x.__dlpack__(dl_device=(1, 0))).__name__ == "PyCapsule"
    frozen = np.arange(3.0)
    frozen.flags.writeable = False
    assert type(pel.asarray(frozen).__dlpack__()).__name__ == "PyCapsule"


def test_numpy_reads_a_tensor_without_a_copy():
    x = pel.asarray(np.arange(4.0))
    assert np.asarray(x).base is not None
    assert np.array_equal(np.asarray(x, dtype="float32"), np.arange(4.0, dtype="float32"))
    assert np.array(x).flags.writeable
    with pytest.raises(ValueError, match="read-only"):
        np.asarray(x, copy=False)[0] = 1.0


def test_buffers():
    assert pel.asarray(array.array("d", [1.0, 2.0])).tolist() == [1.0, 2.0]
    assert pel.asarray(array.array("d", [1.0])).dtype == pel.float64
    assert pel.asarray(memoryview(b"ab")).tolist() == [97, 98]
    assert pel.asarray(bytearray(b"ab")).dtype == pel.uint8
    view = pel.asarray(np.arange(3, dtype="int16")).__buffer__(0)
    assert view.tolist() == [0, 1, 2]
    assert view.readonly


@pytest.mark.skipif(sys.version_info < (3, 12), reason="Python asks for __buffer__ from 3.12 on")
def test_a_tensor_is_a_buffer():
    assert memoryview(pel.asarray([1, 2])).tolist() == [1, 2]


def test_devices():
    x = pel.ones(3)
    assert x.device == "cpu"
    assert x.to_device("cpu") is x
    with pytest.raises(ValueError, match="no device"):
        x.to_device("gpu")


# In a process of its own, as SciPy reads the switch when it is imported.
SCIKIT_LEARN = """
import warnings
import numpy as np
import sklearn
from sklearn import metrics
from sklearn.decomposition import PCA
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.linear_model import Ridge
from sklearn.preprocessing import MaxAbsScaler, MinMaxScaler, Normalizer, StandardScaler

import pellucid as pel

warnings.simplefilter("ignore")
random = np.random.default_rng(0)
x = random.normal(size=(60, 5))
target = x @ random.normal(size=5) + 1.0
classes = (target > 1).astype(np.int64)

def run():
    ours = pel.asarray(x), pel.asarray(target), pel.asarray(classes)
    for make in (
        StandardScaler, MinMaxScaler, MaxAbsScaler, Normalizer, lambda: PCA(2, svd_solver="full")
    ):
        wanted = make().fit_transform(x)
        with sklearn.config_context(array_api_dispatch=True):
            found = make().fit_transform(ours[0])
        assert isinstance(found, pel.Tensor), make
        np.testing.assert_allclose(found.numpy(), wanted, rtol=1e-8, atol=1e-8)
    for model, y in ((lambda: Ridge(solver="svd"), 1), (LinearDiscriminantAnalysis, 2)):
        wanted = model().fit(x, (x, target, classes)[y]).predict(x)
        with sklearn.config_context(array_api_dispatch=True):
            found = model().fit(ours[0], ours[y]).predict(ours[0])
        assert isinstance(found, pel.Tensor), model
        np.testing.assert_allclose(found.numpy(), wanted, rtol=1e-8, atol=1e-8)
    shifted = target + 0.1
    for score in (metrics.mean_squared_error, metrics.r2_score, metrics.mean_absolute_error):
        with sklearn.config_context(array_api_dispatch=True):
            found = score(ours[1], pel.asarray(shifted))
        np.testing.assert_allclose(float(found), score(target, shifted), rtol=1e-10)
    guess = 1 - classes
    guess[::3] = classes[::3]
    ours_guess = pel.asarray(1 / (1 + np.exp(-shifted)))
    with sklearn.config_context(array_api_dispatch=True):
        area = metrics.roc_auc_score(ours[2], ours_guess)
        middle = metrics.median_absolute_error(ours[1], pel.asarray(shifted * target))
    assert area == metrics.roc_auc_score(classes, ours_guess.numpy())
    np.testing.assert_allclose(
        float(middle), metrics.median_absolute_error(target, shifted * target), rtol=1e-12
    )
    for score in (metrics.accuracy_score, metrics.zero_one_loss, metrics.f1_score):
        with sklearn.config_context(array_api_dispatch=True):
            found = score(ours[2], pel.asarray(guess))
        np.testing.assert_allclose(float(found), score(classes, guess), rtol=1e-6)
    with sklearn.config_context(array_api_dispatch=True):
        kernel = metrics.pairwise.cosine_similarity(ours[0])
    assert isinstance(kernel, pel.Tensor)
    np.testing.assert_allclose(kernel.numpy(), metrics.pairwise.cosine_similarity(x), atol=1e-10)

run()
print("alike")
"""


@pytest.mark.skipif(
    importlib.util.find_spec("sklearn") is None, reason="scikit-learn is not installed"
)
def test_scikit_learn_computes_on_our_tensors(tmp_path, monkeypatch):
    monkeypatch.setenv("SCIPY_ARRAY_API", "1")
    done = subprocess.run(
        [sys.executable, "-c", SCIKIT_LEARN],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert done.stdout.strip() == "alike", done.stderr[-3000:]
