"""One JupyterLab server on loopback, with its token on, and one browser, for all journeys."""

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import NamedTuple
from urllib.error import URLError

import pytest
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]


SETTINGS = {
    # Cells far from the screen stay in the page, where a journey can find and scroll to them.
    "notebook-extension/tracker": {"windowingMode": "none"},
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}


class Server(NamedTuple):
    """Where JupyterLab answers."""

    url: str
    token: str
    folder: Path


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """Start JupyterLab on a copy of the notebooks, with settings of its own."""
    home = tmp_path_factory.mktemp("jupyter")
    folder = home / "notebooks"
    shutil.copytree(ROOT / "notebooks", folder, ignore=shutil.ignore_patterns(".*"))
    for name, values in SETTINGS.items():
        file = home / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(values), encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex(16)
    settings = ("CONFIG_DIR", "DATA_DIR", "RUNTIME_DIR")
    env = {
        **os.environ,
        **{f"JUPYTER_{name}": str(home / name) for name in settings},
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "IPYTHONDIR": str(home / "ipython"),
    }
    command = [
        sys.executable, "-m", "jupyter", "lab", "--no-browser", "--allow-root", "--ip=127.0.0.1",
        f"--port={port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={token}",
        "--LabApp.news_url=None", f"--ServerApp.root_dir={folder}",
    ]
    with (home / "log.txt").open("wb") as log:
        process = subprocess.Popen(command, env=env, cwd=home, stdout=log, stderr=log)
    server = Server(f"http://127.0.0.1:{port}", token, folder)
    try:
        _wait_until_it_answers(server, process, home / "log.txt")
        yield server
    finally:
        process.terminate()
        process.wait(20)


def _wait_until_it_answers(server, process, log):
    for _ in range(120):
        if process.poll() is not None:
            break
        try:
            urllib.request.urlopen(f"{server.url}/api/status?token={server.token}", timeout=5)
            return
        except URLError:
            time.sleep(0.5)
    pytest.fail(f"JupyterLab did not start:\n{log.read_text()}")


@pytest.fixture(scope="session")
def browser():
    """Start Chromium with an empty profile, or skip where it is not installed."""
    if CHROMIUM is None:
        if os.environ.get("SOFTMAX_REQUIRE_BROWSER"):
            pytest.fail("Chromium is not installed, and SOFTMAX_REQUIRE_BROWSER is set")
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


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
