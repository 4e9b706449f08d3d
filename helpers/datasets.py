"""The two data sets of the course, read from `data/` after their checksum has been verified."""

import gzip
import hashlib
from pathlib import Path
from typing import NamedTuple

import numpy as np

# Found from this file, so that a notebook may run in any working directory.
DATA = Path(__file__).resolve().parent.parent / "data"

SHA256 = {
    "penguins.csv": "34a4b37a01ca625106f9ebb0301fdd98a6bdf237fb7e7a3e3bf03ab071e0a44d",
    "digits.csv.gz": "a4788657f0a925ebd3032a9e3bde92b4602ea81ea7f76b2dfb65da762727c661",
}


class Dataset(NamedTuple):
    """What a loader returns: by name, or unpacked in this order.

    features : float64 array of shape (rows, features)
    targets : integer array of shape (rows,), indices into `class_names`
    feature_names : tuple of str, one for each column of `features`
    class_names : array of str; `class_names[targets]` is the label of every row in words
    """

    features: np.ndarray
    targets: np.ndarray
    feature_names: tuple[str, ...]
    class_names: np.ndarray


def load_penguins():
    """Palmer penguins: four body measurements of 342 penguins of three species.

    Returns a `Dataset`: features of shape (342, 4), bill length, bill depth and flipper length
    in millimetres and body mass in grams; the classes are Adelie, Chinstrap and Gentoo.
    The rows are grouped by species: shuffle when you split them.
    Raises FileNotFoundError or ValueError where `data/penguins.csv` is missing or altered.

    Gorman, Williams & Fraser (2014), doi:10.1371/journal.pone.0090081; Horst, Hill & Gorman
    (2020), doi:10.5281/zenodo.3960218; CC0. More in data/README.md.
    """
    return _parse(_verified("penguins.csv"))


def load_digits():
    """Handwritten digits: 1797 images of 8 × 8 pixels.

    Returns a `Dataset`: features of shape (1797, 64), the ink in each pixel from 0 to 16, row
    by row from the top left (`features[0].reshape(8, 8)` is an image); the classes are the
    digits "0" to "9", so that a target is the digit itself.
    Raises FileNotFoundError or ValueError where `data/digits.csv.gz` is missing or altered.

    Alpaydin & Kaynak (1998), doi:10.24432/C50P49; CC BY 4.0. More in data/README.md.
    """
    return _parse(gzip.decompress(_verified("digits.csv.gz")))


def _verified(name):
    """Bytes of a data file, only if they are the very bytes the course was made with."""
    restore = (
        f"Restore it: run `git checkout -- data/{name}` in the course's folder, "
        "or download the course again."
    )
    try:
        content = (DATA / name).read_bytes()
    except FileNotFoundError:
        raise FileNotFoundError(f"There is no file {DATA / name}. {restore}") from None
    checksum = hashlib.sha256(content).hexdigest()
    if checksum != SHA256[name]:
        raise ValueError(
            f"{DATA / name} is not the file that the course was made with: its SHA-256 is "
            f"{checksum}, expected {SHA256[name]} ({len(content)} bytes read). {restore}"
        )
    return content


def _parse(content):
    """Turn a table with one header line and the label in the last column into a `Dataset`."""
    header, *rows = content.decode().splitlines()
    *feature_names, _ = header.split(",")
    labels = [row.rsplit(",", 1)[1] for row in rows]
    class_names, targets = np.unique(labels, return_inverse=True)
    return Dataset(
        features=np.loadtxt(rows, delimiter=",", usecols=range(len(feature_names))),
        targets=targets,
        feature_names=tuple(feature_names),
        class_names=class_names,
    )
