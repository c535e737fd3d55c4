"""Small native functions: written with the builder, compiled and called on arrays."""

import ctypes

import pytest

from pellucid.backends.llvm.builder import Function, Module
from pellucid.backends.llvm.jit import compile_object, load_object
from pellucid.compiler.index import Symbol, variable


def text_of(build, count, lanes=16, parameters=(), features=frozenset()):
    """The text of a module with one function of `count` pointers a0, a1 ... and more parameters."""
    module = Module(features)
    pointers = [("ptr", f"a{k}") for k in range(count)]
    f = Function(module, "kernel", [*pointers, *parameters], lanes)
    build(f)
    f.finish()
    return module.text()


@pytest.fixture(scope="session")
def written():
    """Gives the text of a function."""
    return text_of


@pytest.fixture(scope="session")
def compiled():
    """Builds and compiles a function; what comes back takes arrays and integers n0, n1 ..."""

    def compile_(build, count, lanes=16, integers=0, features=frozenset()):
        names = [("i64", f"n{k}") for k in range(integers)]
        text = text_of(build, count, lanes, names, features)
        library = load_object(compile_object(text))
        kinds = [ctypes.c_void_p] * count + [ctypes.c_int64] * integers
        function = ctypes.CFUNCTYPE(None, *kinds)(library.address("kernel"))

        def call(*arguments, library=library):  # which keeps the code in memory
            arrays, numbers = arguments[:count], arguments[count:]
            function(*(array.ctypes.data for array in arrays), *numbers)

        return call

    return compile_


@pytest.fixture(scope="session")
def run(compiled):
    """Builds, compiles and calls a function on arrays, in place, and on integers."""

    def run_(build, *arrays, lanes=16, integers=()):
        compiled(build, len(arrays), lanes, len(integers))(*arrays, *integers)

    return run_


@pytest.fixture(scope="session")
def lane_of():
    """Gives the number of the lane within a vector, as an index expression."""
    return lambda f: variable(Symbol("lane", 0, f.lanes - 1, is_lane=True))
