"""The devices there are: one."""

from pellucid.core.errors import ArgumentError

ELSEWHERE = ("cuda", "gpu", "mps", "xpu", "tpu")


def is_device(name: object) -> bool:
    """Is this the name of the device there is? ArgumentError where it is one that is not there.

    >>> is_device("cpu"), is_device("float32")
    (True, False)
    """
    if isinstance(name, str) and name.partition(":")[0] in ELSEWHERE:
        raise ArgumentError(
            f"there is no device {name!r}: Pellucid computes on the processor",
            fix=f"leave .to({name!r}) out",
        )
    return name == "cpu"
