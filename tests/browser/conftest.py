"""One JupyterLab server and one browser for all journeys; a picture of the page where one fails."""

import os
import shutil
from pathlib import Path

import pytest
from server import CHROMIUM, chromium, jupyterlab

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """Start JupyterLab on a copy of the notebooks, with settings of its own."""
    home = tmp_path_factory.mktemp("jupyter")
    folder = home / "notebooks"
    shutil.copytree(ROOT / "notebooks", folder, ignore=shutil.ignore_patterns(".*", "mine"))
    with jupyterlab(folder, home) as server:
        yield server


@pytest.fixture(scope="session")
def browser():
    """Start Chromium, or skip where it is not installed."""
    if CHROMIUM is None:
        if os.environ.get("SOFTMAX_REQUIRE_BROWSER"):
            pytest.fail("Chromium is not installed, and SOFTMAX_REQUIRE_BROWSER is set")
        pytest.skip("Chromium is not installed")
    with chromium() as browser:
        yield browser


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Keep on the test whether it failed, for the screenshot below."""
    report = yield
    if call.when == "call":
        item.failed = report.failed
    return report


@pytest.fixture
def page(browser, request):
    """Open a page; when the journey fails, leave a screenshot in build/browser."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    yield page
    if getattr(request.node, "failed", False):
        picture = ROOT / "build" / "browser" / f"{request.node.name}.png"
        page.screenshot(path=picture)
        print(f"The page as it was: {picture.relative_to(ROOT)}")
    page.context.close()


@pytest.fixture(autouse=True)
def nothing_answered(request):
    """Forget what earlier journeys answered: a notebook's kernel outlives its page."""
    if "server" in request.fixturenames:
        server = request.getfixturevalue("server")
        server.end_all_kernels()
        shutil.rmtree(server.folder / "mine", ignore_errors=True)
