"""What PyTorch's scripts ask before all else: is there a graphics card to compute on? Not here.

>>> import pellucid as pel
>>> "cuda" if pel.cuda.is_available() else "cpu"
'cpu'
"""


def is_available() -> bool:
    """No: programs are compiled for the processor."""
    return False


def device_count() -> int:
    """0."""
    return 0


def manual_seed_all(seed: int) -> None:
    """Nothing: `pel.manual_seed` is for the one device there is."""
