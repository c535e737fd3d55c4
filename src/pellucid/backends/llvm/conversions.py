"""Literals, lanes and conversions between dtypes."""

from pellucid.backends.llvm.indices import Indices
from pellucid.backends.llvm.values import Value, float32_value, is_literal, literal, literal_text
from pellucid.core.dtypes import DType, bfloat16, bool_, float32, int32, uint16, uint32
from pellucid.core.errors import DTypeError


class Conversions(Indices):
    """What changes the dtype of a value, or how many lanes it has."""

    def constant(self, value: float, dtype: DType) -> Value:
        """The literal `value`, a scalar."""
        return Value(literal(value, dtype), dtype, vector=False)

    def extract(self, value: Value, lane: int) -> Value:
        """One lane of a vector, as a scalar."""
        if not value.vector:
            return value
        name = self.new(f"extractelement {self.types.of(value)} {value.name}, i32 {lane}")
        return Value(name, value.dtype, vector=False)

    def cast(self, x: Value, dtype: DType) -> Value:
        """The same number as a `dtype`: NumPy's `astype`, and defined where that is not.

        A float outside the range of an integer dtype gives the nearest end of the range, NaN gives
        0; a larger integer wraps; any number but 0 is true. A float64 becomes bfloat16 through
        float32.
        """
        source = x.dtype
        if source is dtype:
            return x
        if source is bfloat16:
            return self.cast(self._widened(x), dtype)
        if dtype is bfloat16:
            return self._narrowed(self.cast(x, float32))
        if source is bool_:
            return self._from_bool(x, dtype)
        if dtype is bool_:
            return self._differs_from_0(x)
        return self._from_float(x, dtype) if source.is_float else self._from_integer(x, dtype)

    def bitcast(self, x: Value, dtype: DType) -> Value:
        """The same bits as a `dtype` of the same size."""
        source = x.dtype
        if source.itemsize != dtype.itemsize:
            raise DTypeError(f"bitcast: {source} and {dtype} differ in size")
        if source is bool_ or dtype is bool_:
            return self.cast(x, dtype)
        name, kinds = x.name, self.types.vector if x.vector else self.types.scalar
        if kinds[source.name] != kinds[dtype.name]:
            return self._convert("bitcast", x, dtype)
        return Value(name, dtype, x.vector)

    # The parts

    def _like(self, x: Value, value: float) -> str:
        """A literal with the type of `x`."""
        constant = Value(literal(value, x.dtype), x.dtype, vector=False)
        return self.splat(constant).name if x.vector else constant.name

    def _convert(self, instruction: str, x: Value, dtype: DType) -> Value:
        kind = (self.types.vector if x.vector else self.types.scalar)[dtype.name]
        return Value(
            self.new(f"{instruction} {self.types.of(x)} {x.name} to {kind}"), dtype, x.vector
        )

    def _differs_from_0(self, x: Value) -> Value:
        test = "fcmp une" if x.dtype.is_float else "icmp ne"
        name = self.new(f"{test} {self.types.of(x)} {x.name}, {self._like(x, 0)}")
        return Value(name, bool_, x.vector)

    def _from_float(self, x: Value, dtype: DType) -> Value:
        if dtype.is_float:
            return self._convert("fpext" if dtype.itemsize == 8 else "fptrunc", x, dtype)
        return self._saturated(x, dtype)

    def _from_integer(self, x: Value, dtype: DType) -> Value:
        signed = x.dtype.kind == "int"
        if dtype.is_float:
            return self._convert("sitofp" if signed else "uitofp", x, dtype)
        if dtype.itemsize == x.dtype.itemsize:
            return Value(x.name, dtype, x.vector)
        if dtype.itemsize < x.dtype.itemsize:
            return self._convert("trunc", x, dtype)
        return self._convert("sext" if signed else "zext", x, dtype)

    def _from_bool(self, x: Value, dtype: DType) -> Value:
        if not dtype.is_float:
            return self._convert("zext", x, dtype)
        kind = (self.types.vector if x.vector else self.types.scalar)[dtype.name]
        one, zero = self.constant(1, dtype), self.constant(0, dtype)
        if x.vector:
            one, zero = self.splat(one), self.splat(zero)
        return Value(self._select(x.name, kind, one.name, zero.name, x.vector), dtype, x.vector)

    def _select(self, condition: str, kind: str, yes: str, no: str, vector: bool) -> str:
        test = self.types.mask if vector else "i1"
        return self.new(f"select {test} {condition}, {kind} {yes}, {kind} {no}")

    def _widened(self, x: Value) -> Value:
        """A bfloat16 as the float32 whose upper half it is."""
        if is_literal(x):
            number = self.constant(float32_value(int(literal_text(x)) % 65536 << 16), float32)
            return self.splat(number) if x.vector else number
        bits = self._convert("zext", self.bitcast(x, uint16), uint32)
        shift = self._like(bits, 16)
        name = self.new(f"shl {self.types.of(bits)} {bits.name}, {shift}")
        return self.bitcast(Value(name, uint32, x.vector), float32)

    def _narrowed(self, x: Value) -> Value:
        """A float32 rounded to bfloat16, half to even.

        Written out, because the hardware's instruction turns subnormal numbers into zeros.
        """
        bits = self.bitcast(x, uint32)
        kind, like = self.types.of(bits), self._like
        upper = self.new(f"lshr {kind} {bits.name}, {like(bits, 16)}")
        odd = self.new(f"and {kind} {upper}, {like(bits, 1)}")
        half = self.new(f"add {kind} {odd}, {like(bits, 0x7FFF)}")
        rounded = self.new(f"add {kind} {bits.name}, {half}")
        rounded = self.new(f"lshr {kind} {rounded}, {like(bits, 16)}")
        quiet = self.new(f"or {kind} {upper}, {like(bits, 0x40)}")
        nan = self.new(f"fcmp uno {self.types.of(x)} {x.name}, {x.name}")
        chosen = self._select(nan, kind, quiet, rounded, x.vector)
        return self.bitcast(
            self._convert("trunc", Value(chosen, uint32, x.vector), uint16), bfloat16
        )

    def _saturated(self, x: Value, dtype: DType) -> Value:
        """A float as an integer, towards zero, within the range of `dtype`.

        LLVM's own saturating conversion takes a vector apart; here the number is clamped as a
        float. The upper end may not be a float, so what lies above it is put right after the
        conversion.
        """
        kind, vector = self.types.of(x), x.vector
        beyond = int(dtype.highest).bit_length() - (24 if x.dtype is float32 else 53)
        high = dtype.highest if beyond <= 0 else dtype.highest + 1 - (1 << beyond)
        ordered = self.new(f"fcmp ord {kind} {x.name}, {x.name}")
        number = self._select(ordered, kind, x.name, self._like(x, 0.0), vector)
        for test, end in (("ogt", dtype.lowest), ("olt", high)):
            limit = self._like(x, end)
            inside = self.new(f"fcmp {test} {kind} {number}, {limit}")
            number = self._select(inside, kind, number, limit, vector)
        through = dtype if dtype.itemsize >= 4 else int32
        instruction = "fptoui" if through.kind == "uint" else "fptosi"
        result = self._convert(instruction, Value(number, x.dtype, vector), through)
        if beyond > 0:
            above = self.new(f"fcmp ogt {kind} {x.name}, {self._like(x, high)}")
            top = self._like(result, dtype.highest)
            name = self._select(above, self.types.of(result), top, result.name, vector)
            result = Value(name, through, vector)
        return self.cast(result, dtype)
