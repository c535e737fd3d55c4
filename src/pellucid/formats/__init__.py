"""Files that outlive a run: written whole or not at all, read without running anything that is in
them.
"""

from pellucid.formats.atomic import write_atomically as write_atomically
from pellucid.formats.fetching import fetch as fetch
from pellucid.formats.picture_folders import (
    Pictures as Pictures,
    read_picture as read_picture,
    read_pictures as read_pictures,
)
from pellucid.formats.png import read_png as read_png, save_png as save_png
from pellucid.formats.safetensors import load_arrays as load_arrays, save_arrays as save_arrays
from pellucid.formats.state import (
    load_state as load_state,
    save as save,
    save_state as save_state,
)
