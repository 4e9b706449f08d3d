"""The data: what the loaders return, and what happens to a file that is not as it was."""

import csv
import gzip
import hashlib
import shutil
import subprocess
import sys

import numpy as np
import pytest
from sklearn import datasets as sklearn_datasets

from helpers import datasets
from helpers.datasets import load_digits, load_penguins


@pytest.fixture
def a_copy(tmp_path, monkeypatch):
    """Copy the data to where a test may damage it, and let the loaders read there."""
    copy = shutil.copytree(datasets.DATA, tmp_path / "data")
    monkeypatch.setattr(datasets, "DATA", copy)
    return copy


LOADERS = [(load, next(file for file in datasets.SHA256 if name[5:] in file))
           for name, load in vars(datasets).items() if name.startswith("load_")]


def test_every_file_has_its_loader():
    files = {path.name for path in datasets.DATA.iterdir() if path.suffix in (".csv", ".gz")}
    assert {name for _, name in LOADERS} == set(datasets.SHA256) == files


def test_penguins_are_the_342_measured_birds_of_three_species():
    features, targets, feature_names, class_names = load_penguins()
    assert features.shape == (342, 4)
    assert features.dtype == np.float64
    assert list(class_names) == ["Adelie", "Chinstrap", "Gentoo"]
    assert np.bincount(targets).tolist() == [151, 68, 123]
    assert feature_names == (
        "bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g",
    )  # fmt: skip


def test_penguins_have_the_mean_body_mass_that_is_printed_for_the_whole_table():
    penguins = load_penguins()
    mass = penguins.features[:, penguins.feature_names.index("body_mass_g")]
    means = [mass[penguins.targets == species].mean() for species in range(3)]
    np.testing.assert_allclose(means, [3701, 3733, 5076], atol=0.5)


def test_penguin_labels_stand_beside_the_measurements_of_their_own_line():
    penguins = load_penguins()
    with open(datasets.DATA / "penguins.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["species"] for row in rows] == penguins.class_names[penguins.targets].tolist()
    for column, name in enumerate(penguins.feature_names):
        assert [float(row[name]) for row in rows] == penguins.features[:, column].tolist()


def test_digits_are_scikit_learns():
    ours, theirs = load_digits(), sklearn_datasets.load_digits()
    np.testing.assert_array_equal(ours.features, theirs.data)
    np.testing.assert_array_equal(ours.targets, theirs.target)
    assert list(ours.feature_names) == theirs.feature_names
    assert list(ours.class_names) == [str(digit) for digit in theirs.target_names]


@pytest.mark.parametrize(("load", "name"), LOADERS)
def test_targets_are_integers_that_index_the_class_names(load, name):
    data = load()
    assert np.issubdtype(data.targets.dtype, np.integer)
    assert set(data.targets) == set(range(len(data.class_names)))
    assert len(data.targets) == len(data.features)
    assert len(data.feature_names) == data.features.shape[1]


@pytest.mark.parametrize(("load", "name"), LOADERS)
def test_every_call_gives_arrays_of_its_own(load, name):
    load().features[:] = 0
    assert load().features.any()


@pytest.mark.parametrize(("load", "name"), LOADERS)
def test_data_is_found_from_any_working_directory(load, name, tmp_path):
    code = f"from helpers.datasets import {load.__name__} as load; print(load().features.shape)"
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == str(load().features.shape)


@pytest.mark.parametrize(("load", "name"), LOADERS)
def test_a_missing_file_is_named_with_the_way_to_restore_it(load, name, a_copy):
    (a_copy / name).unlink()
    with pytest.raises(FileNotFoundError, match=rf"no file .*{name}.*git checkout -- data/{name}"):
        load()


@pytest.mark.parametrize(("load", "name"), LOADERS)
@pytest.mark.parametrize(
    "damage",
    [
        lambda content: b"",
        lambda content: content[: len(content) // 2],
        lambda content: content + b"\n",
        lambda content: content[:20] + bytes([content[20] ^ 1]) + content[21:],
        lambda content: content.replace(b"\n", b"\r\n", 1),
    ],
    ids=["emptied", "truncated", "one byte more", "one bit flipped", "a line end changed"],
)
def test_an_altered_file_is_refused_with_the_way_to_restore_it(load, name, damage, a_copy):
    (a_copy / name).write_bytes(damage((a_copy / name).read_bytes()))
    with pytest.raises(ValueError, match=rf"{name} is not .*git checkout -- data/{name}"):
        load()


@pytest.mark.parametrize(("load", "name"), LOADERS)
def test_the_readme_gives_the_checksum_of_the_file(load, name):
    checksum = hashlib.sha256((datasets.DATA / name).read_bytes()).hexdigest()
    readme = (datasets.DATA / "README.md").read_text(encoding="utf-8")
    told = [line for line in readme.splitlines() if name in line and checksum in line]
    assert told, f"data/README.md has no line with {name} and {checksum}"


def test_the_compressed_file_holds_no_time_stamp():
    content = (datasets.DATA / "digits.csv.gz").read_bytes()
    assert content[4:8] == bytes(4)  # RFC 1952: MTIME
    assert gzip.decompress(content).count(b"\n") == 1 + 1797
