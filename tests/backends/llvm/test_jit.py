"""IR text becomes machine code that runs, and wrong text says where it is wrong."""

import ctypes
import gc
import math
import threading

import numpy as np
import pytest

from pellucid.backends.llvm.host import host
from pellucid.backends.llvm.jit import ROUND_TO_BFLOAT, assembly, compile_object, load_object
from pellucid.core.errors import InternalError

ADD = "define i64 @add(i64 %x, i64 %y) { %z = add i64 %x, %y  ret i64 %z }"
BINARY = ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.c_int64, ctypes.c_int64)
OLD_X86 = {"triple": "x86_64-unknown-linux-gnu", "cpu": "x86-64"}


def test_a_function_is_compiled_loaded_and_called():
    library = load_object(compile_object(ADD))
    assert BINARY(library.address("add"))(20, 22) == 42


@pytest.mark.parametrize("level", range(4))
def test_every_level_of_the_code_generator_gives_the_same_function(level):
    library = load_object(compile_object(ADD, level))
    assert BINARY(library.address("add"))(-1, 1) == 0


def test_an_address_is_looked_up_once_and_stays():
    library = load_object(compile_object(ADD))
    assert library.address("add") == library.address("add")


def test_two_libraries_may_define_the_same_name():
    libraries = [
        load_object(compile_object(f"define i64 @value() {{ ret i64 {n} }}")) for n in (1, 2)
    ]
    found = [ctypes.CFUNCTYPE(ctypes.c_int64)(each.address("value"))() for each in libraries]
    assert found == [1, 2]


def test_code_may_call_the_c_library():
    ir = """
declare float @expf(float)
define float @f(ptr %p) {
  call void @llvm.memset.p0.i64(ptr %p, i8 7, i64 100000, i1 false)
  %y = call float @expf(float 1.0)
  %z = frem float %y, 2.0
  ret float %z
}"""
    memory = ctypes.create_string_buffer(100000)
    library = load_object(compile_object(ir))
    f = ctypes.CFUNCTYPE(ctypes.c_float, ctypes.c_void_p)(library.address("f"))
    assert f(ctypes.addressof(memory)) == pytest.approx(math.e - 2, abs=1e-6)
    assert memory.raw == b"\7" * 100000


@pytest.mark.parametrize(
    "name",
    [
        "memcpy",
        "memset",
        "memmove",
        "expf",
        "logf",
        "tanhf",
        "fmodf",
        "powf",
        "roundevenf",
        "fmaf",
        "exp",
        "log",
        "fmod",
    ],
)
def test_what_the_code_generator_may_call_is_in_the_process(name):
    load_object(compile_object(f"declare void @{name}()\ndefine void @f() {{ ret void }}"))


def test_constants_of_a_module_are_reached():
    ir = "@table = constant [2 x i64] [i64 3, i64 5]"
    library = load_object(compile_object(ir))
    assert list((ctypes.c_int64 * 2).from_address(library.address("table"))) == [3, 5]


def test_a_parse_error_shows_the_lines_in_question():
    ir = "define i64 @f() {\nentry:\n  %x = add i64 1, 2.0\n  ret i64 %x\n}\n"
    with pytest.raises(InternalError) as caught:
        compile_object(ir)
    assert ">     3    %x = add i64 1, 2.0" in str(caught.value)
    assert "      4    ret i64 %x" in str(caught.value)


def test_a_verifier_error_shows_the_lines_in_question_and_their_function():
    ir = "define i64 @f() {\nentry:\n  br label %next\nnext:\n  %x = add i64 1, %y\n"
    ir += "  %y = add i64 3, %x\n  ret i64 %y\n}\n"
    with pytest.raises(InternalError) as caught:
        compile_object(ir)
    assert "in define i64 @f()" in str(caught.value)
    assert ">     5    %x = add i64 1, %y" in str(caught.value)


def test_a_function_nobody_has_is_named():
    with pytest.raises(InternalError, match="no_such_function"):
        compile_object("declare void @no_such_function()")


def test_a_symbol_the_module_lacks_is_named():
    with pytest.raises(InternalError, match="'subtract'"):
        load_object(compile_object(ADD)).address("subtract")


def test_bytes_that_are_no_object_are_refused():
    with pytest.raises(InternalError, match="cannot be loaded"):
        load_object(b"not an object file" * 100)


def test_assembly_is_text_for_this_processor_or_another():
    assert "add:" in assembly(ADD)
    assert "x0, x1" in assembly(ADD, triple="aarch64-unknown-linux-gnu")


def test_an_object_for_another_processor_is_made():
    data = compile_object(ADD, triple="aarch64-unknown-linux-gnu", cpu="neoverse-n1")
    assert data[:4] == b"\x7fELF"
    assert int.from_bytes(data[18:20], "little") == 183  # EM_AARCH64


@pytest.mark.skipif(host().machine != "x86_64", reason="compiles for an older x86")
def test_rounding_to_bfloat16_needs_no_instruction_for_it():
    ir = """
define void @f(ptr %from, ptr %to) {
  %x = load float, ptr %from
  %y = fptrunc float %x to bfloat
  store bfloat %y, ptr %to
  ret void
}"""
    data = compile_object(ir, **OLD_X86)
    assert ROUND_TO_BFLOAT.encode() in data
    library = load_object(data)
    f = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p)(library.address("f"))

    def rounded(value: float) -> int:
        number, result = ctypes.c_float(value), ctypes.c_uint16()
        f(ctypes.addressof(number), ctypes.addressof(result))
        return result.value

    values = np.float32([0.0, -0.0, 1.0, 1.00390625, 1.01171875, 3.4e38, 1e-40, np.inf, -np.inf])
    exact = [0, 0x8000, 0x3F80, 0x3F80, 0x3F82, 0x7F80, 0x0001, 0x7F80, 0xFF80]
    assert [rounded(value) for value in values] == exact
    assert rounded(math.nan) & 0x7FFF > 0x7F80


def test_libraries_come_and_go():
    data = compile_object(ADD)
    kept = load_object(data)
    for _ in range(50):
        library = load_object(data)
        assert BINARY(library.address("add"))(2, 3) == 5
        del library
    gc.collect()
    assert BINARY(kept.address("add"))(2, 3) == 5


def test_many_threads_compile_and_load_at_once():
    results = [0] * 8

    def work(n: int) -> None:
        for _ in range(5):
            library = load_object(compile_object(f"define i64 @f() {{ ret i64 {n} }}"))
            results[n] += ctypes.CFUNCTYPE(ctypes.c_int64)(library.address("f"))()

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [5 * n for n in range(8)]
