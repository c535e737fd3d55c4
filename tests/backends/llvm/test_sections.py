"""Modules taken apart by function."""

from pellucid.backends.llvm.jit import assembly
from pellucid.backends.llvm.sections import assembly_by_function, ir_by_function, of_kernel

IR = """
define internal i64 @k1_5x4(i64 %x) noinline {
  %y = mul i64 %x, 3
  ret i64 %y
}

define i64 @k1(i64 %x) {
  %y = call i64 @k1_5x4(i64 %x)
  ret i64 %y
}

define double @k10() {
  ret double 0x400921FB54442D18
}

declare i64 @elsewhere(i64)
"""


def test_definitions_of_a_module():
    found = ir_by_function(IR)
    assert list(found) == ["k1_5x4", "k1", "k10"]
    assert all(text.startswith("define") and text.endswith("}") for text in found.values())


def test_a_kernel_is_its_own_function_and_those_of_its_tiles():
    functions = ir_by_function(IR)
    text = of_kernel("k1", functions, functions)
    assert "@k1_5x4(i64 %x) noinline" in text
    assert "k10" not in text


def test_assembly_for_two_kinds_of_system():
    for triple in ("x86_64-unknown-linux-gnu", "arm64-apple-macosx"):
        found = assembly_by_function(assembly(IR, triple=triple), ir_by_function(IR))
        assert list(found) == ["k1_5x4", "k1", "k10"]
        assert all(text.count("\tret") == 1 for text in found.values())


def test_constants_stand_before_the_function_that_reads_them():
    text = assembly(IR, triple="x86_64-unknown-linux-gnu")
    found = assembly_by_function(text, ir_by_function(IR))
    assert "0x400921fb54442d18" in found["k10"]
    assert ".quad" not in found["k1"]
