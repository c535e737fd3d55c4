"""A whole function captured as one native program."""

import functools
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, NamedTuple

import numpy as np

from pellucid.core.settings import Settings, settings
from pellucid.runtime.capture import Capture, Captured, is_traced
from pellucid.runtime.finite import FiniteRuns, NotFiniteError
from pellucid.runtime.programs import compile_program
from pellucid.runtime.storage import Storage
from pellucid.tensor.evaluation import PENDING, settle_dependents
from pellucid.tensor.history import history_of
from pellucid.tensor.lift import RECORDING
from pellucid.tensor.names import argument_names, tensor_names
from pellucid.tensor.tensor import Parameter, Tensor, wrap
from pellucid.tensor.transforms.repeats import Repeat, repeat_of
from pellucid.tensor.trees import every_leaf, inside, leaves, rebuilt, skeleton
from pellucid.tensor.troubles import error_of, names_of_tensors


class Compiled:
    """A function that runs as one native program for each structure, shape and dtype of its
    arguments.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        functools.update_wrapper(self, function)
        self.function = function
        self.programs: dict[Any, list[tuple[Captured, Any]]] = {}
        self.last: tuple[Any, tuple[Captured, Any] | None] = (), None  # what was asked, what ran
        self.repeat: Repeat | None = None  # for a call like the last one
        self.runs = FiniteRuns()

    def __get__(self, owner: Any, kind: Any = None) -> Any:
        return self if owner is None else functools.partial(self, owner)

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        repeat = self.repeat
        values = None if options or repeat is None else repeat.run(arguments)
        if repeat is None or values is None:
            return self.call(arguments, options)
        if repeat.results is RESULT:
            return Tensor.holding(values[0])
        return returned(repeat.results, list(map(Tensor.holding, values)))

    def call(self, arguments: tuple[Any, ...], options: dict[str, Any]) -> Any:
        """What the function returns, whatever it is given."""
        if is_traced():  # inside another transform: part of what that makes
            return self.function(*arguments, **options)
        current = settings()
        if not options and PLAIN.issuperset(map(type, arguments)):
            parts, fixed = arguments, ()
            given = [Storage(x) if type(x) is ARRAY else argument_storage(x) for x in arguments]
        else:
            tree = (arguments, options)
            found = [as_argument(x) for x in leaves(tree)]
            parts = [x for x in found if isinstance(x, Tensor)]
            given = list(map(argument_storage, parts))
            constants = tuple((type(x), x) for x in found if not isinstance(x, Tensor))
            fixed = (skeleton(tree), constants)
        recording = RECORDING.get()
        asked = (current, recording, fixed, *[x.spec for x in given])
        before, entry = self.last
        if asked != before or entry is None or not entry[0].holds():
            key = (*asked[3:], fixed, *how_compiled(current), recording)
            entry = self.find(key) or self.capture(key, arguments, options)
            self.last = asked, entry
        captured, results = entry
        if captured.updated and PENDING:
            settle_dependents(captured.overwrites())
        history = captured.history if recording else None
        call = None if history is None else history.call(parts, given)
        if current.check:
            values = self.run_checked(captured, given, (arguments, options))
        else:
            values = captured.run(given, current.threads)
        made = [Tensor.holding(x) for x in values]
        if call is not None:
            call.follow(made)
        elif not options:
            self.repeat = repeat_of(captured, results, current, recording, arguments)
        return returned(results, made)

    def run_checked(
        self, captured: Captured, given: list[Storage], asked: tuple[Any, Any]
    ) -> list[Storage]:
        """The outputs of a program, all finite. NonFiniteError says what was not, and why."""
        try:
            return self.runs.run(captured, given, settings().threads)
        except NotFiniteError as found:
            names = argument_names(self.function, asked[0], asked[1], captured.held)
            raise error_of(found, names, names_of_tensors(tensor_names(self.function))) from None

    def settle(self) -> None:
        """Look at the state that checked runs have updated. NonFiniteError where it is not
        finite: what they returned has been looked at already.
        """
        try:
            self.runs.settle(settings().threads)
        except NotFiniteError as found:
            known = names_of_tensors(tensor_names(self.function))
            raise error_of(found, [], known) from None

    def find(self, key: Any) -> tuple[Captured, Any] | None:
        """A program captured before that still holds."""
        for entry in self.programs.get(key, ()):
            if entry[0].holds():
                return entry
        return None

    def capture(self, key: Any, arguments: Any, options: Any) -> tuple[Captured, Any]:
        """Run the function once on nodes, and compile what it did; its results are left as places
        for values.
        """
        asked = (arguments, options)
        parts = [as_argument(x) for x in leaves(asked)]
        capture = Capture()
        with capture.running():
            given = iter(
                [wrap(capture.argument(x.spec)) if isinstance(x, Tensor) else x for x in parts]
            )
            given_nodes, named = rebuilt(asked, lambda _: next(given))
            found = self.function(*given_nodes, **named)
            outputs = [x for x in every_leaf(found) if isinstance(x, Tensor)]
            nodes = [x.node for x in outputs]
            count = sum(isinstance(x, Tensor) for x in parts)
            history = history_of(capture, count, outputs)
        computation, held, constants = capture.finish(nodes)
        program = compile_program(computation)
        captured = Captured(capture, computation, program, held, constants, history)
        results = rebuilt(found, inside(lambda x: RESULT if isinstance(x, Tensor) else x))
        entry = (captured, results)
        self.programs.setdefault(key, []).append(entry)
        tell = MADE.get()
        if tell is not None:
            values = [argument_storage(x).copy() for x in parts if isinstance(x, Tensor)]
            tell(Made(self.function, *asked, captured, values))
        return entry


def how_compiled(current: Settings) -> tuple[Any, ...]:
    """The settings that a program depends on."""
    return current.backend, current.skip, current.tune, current.precision, current.vector_bytes


def returned(results: Any, made: list[Tensor]) -> Any:
    """What a function returns, with tensors in the places for them."""
    if results is RESULT:
        return made[0]
    following = iter(made)
    return rebuilt(results, inside(lambda x: next(following) if x is RESULT else x))


class Made(NamedTuple):
    """A function that has become a program, with the arguments of its first call and their
    values."""

    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    options: dict[str, Any]
    captured: Captured
    given: list[Storage]


MADE: ContextVar[Callable[[Made], None] | None] = ContextVar("made", default=None)  # who is told

RESULT = Tensor(0.0)  # stands where a call puts a tensor
ARRAY = np.ndarray
PLAIN = frozenset({Tensor, Parameter, ARRAY})  # arguments that need not be looked into


def as_argument(x: Any) -> Any:
    """A leaf of the arguments: floats and arrays as tensors, which vary from call to call; the rest
    is fixed.
    """
    if isinstance(x, Tensor):
        return x
    return Tensor(x) if isinstance(x, np.ndarray | np.generic | float) else x


def argument_storage(x: Tensor) -> Storage:
    """The value of an argument; a copy of a parameter's, which the program may be about to
    overwrite.
    """
    return x.storage().copy() if x.is_state else x.value or x.storage()


def compile(function: Callable[..., Any]) -> Compiled:
    """`function` captured as one native program, state included.

    The first call for each structure, shape and dtype of the arguments runs the function on nodes;
    later calls run the program. Tensors older than the call that the function assigns (parameters,
    moments, running statistics, the random key) are updated in place. Floats and arrays are
    arguments; other Python values are fixed into the program.

    >>> from pellucid import Parameter
    >>> count = Parameter(0.0)
    >>> @compile
    ... def step(x):
    ...     count.assign(count + x)
    ...     return count * 2
    >>> step(1.0).item(), step(2.0).item(), count.item()
    (2.0, 6.0, 3.0)
    """
    return Compiled(function)
