"""The server hands notebooks out clean and keeps them readable; all else it leaves as it is."""

import asyncio
import os
import sys

import nbformat
import pytest
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_server.serverapp import ServerApp
from nbformat.sign import MemorySignatureStore, NotebookNotary

from helpers.contents import WIDGET_VIEW, CourseContents

PICTURE = {WIDGET_VIEW: {"model_id": "x"}, "image/png": "AAAA", "text/plain": "a sentence"}
ONLY_LIVE = {WIDGET_VIEW: {"model_id": "x"}}


@pytest.fixture
def contents(tmp_path, monkeypatch):
    monkeypatch.setitem(os.environ, "SOFTMAX_REMEMBER", "")
    server = ServerApp(kernel_spec_manager=KernelSpecManager(), root_dir=str(tmp_path))
    server.init_event_logger()
    notary = NotebookNotary(parent=server, store_factory=MemorySignatureStore)
    return CourseContents(parent=server, root_dir=str(tmp_path), notary=notary)


def notebook(name="python3", **metadata):
    cell = nbformat.v4.new_code_cell("x", outputs=[
        nbformat.v4.new_output("display_data", data=dict(PICTURE)),
        nbformat.v4.new_output("display_data", data=dict(ONLY_LIVE)),
        nbformat.v4.new_output("stream", text="printed"),
    ])
    kernelspec = {"display_name": "Python 3", "language": "python", "name": name}
    return nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell("# Title"), cell],
        metadata={"kernelspec": kernelspec, "language_info": {"name": "python"}, **metadata})


def save(contents, content):
    model = {"type": "notebook", "format": "json", "content": content}
    asyncio.run(contents.save(model, "a.ipynb"))


def on_disk(tmp_path):
    return nbformat.read(tmp_path / "a.ipynb", as_version=4)


def test_what_is_saved_has_the_picture_and_the_sentence_and_nothing_that_lives(contents, tmp_path):
    save(contents, notebook())
    picture, only_live, stream = on_disk(tmp_path)["cells"][1]["outputs"]
    assert picture["data"] == {"image/png": "AAAA", "text/plain": "a sentence"}
    assert only_live["data"] == ONLY_LIVE  # it has nothing else to show
    assert stream["text"] == "printed"


def test_a_notebook_that_is_opened_names_the_kernel_that_will_run_it(contents, tmp_path):
    save(contents, notebook(mine="kept"))
    model = asyncio.run(contents.get("a.ipynb"))
    metadata = model["content"]["metadata"]
    spec = contents.parent.kernel_spec_manager.get_kernel_spec("python3")
    assert metadata["kernelspec"] == {
        "display_name": spec.display_name, "language": "python", "name": "python3"}
    assert metadata["language_info"]["version"] == sys.version.split()[0]
    assert metadata["mine"] == "kept"
    assert on_disk(tmp_path)["metadata"]["language_info"] == {"name": "python"}


def test_a_notebook_of_another_kernel_and_other_files_are_as_they_were(contents, tmp_path):
    save(contents, notebook("julia"))
    metadata = asyncio.run(contents.get("a.ipynb"))["content"]["metadata"]
    assert metadata["language_info"] == {"name": "python"}
    (tmp_path / "a.txt").write_text("text", encoding="utf-8")
    assert asyncio.run(contents.get("a.txt"))["content"] == "text"
    assert asyncio.run(contents.get(""))["type"] == "directory"
    assert asyncio.run(contents.get("a.ipynb", content=False))["content"] is None


def test_kernels_are_told_to_remember(contents):
    assert os.environ["SOFTMAX_REMEMBER"] == "yes"
