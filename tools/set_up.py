"""Build the course's own environment in .venv; the Makefile calls this, one part at a time.

    python3 tools/set_up.py base     # an empty environment, and the installer uv
    python3 tools/set_up.py course   # what the course needs, in the locked versions
    python3 tools/set_up.py tests    # what its tests need on top
    python tools/set_up.py jupyter   # how the Jupyter beside this python treats notebooks

Only the standard library is used. Personal settings say how to reach a package index; those that
say where or how to install (PIP_USER, PIP_TARGET, UV_SYSTEM_PYTHON, ...) do not reach the course.
"""

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path

VENV = Path(".venv")
PYTHON = str(VENV / "bin" / "python")
UV = [str(VENV / "bin" / "uv"), "pip", "install", "--quiet", "--python", PYTHON]
NEWS = "@jupyterlab/apputils-extension:announcements"  # asks whether one wants news
JUPYTER = {
    "ServerApp": {"contents_manager_class": "helpers.contents.CourseContents"},
    "LanguageServerManager": {"autodetect": False},  # tells at length which ones it does not find
}
ARRIVED = """
import sys, importlib.util as modules
sys.exit(not (modules.find_spec("jupyterlab") and modules.find_spec("helpers")))
"""
# The settings that say how an index is reached, and where downloads are kept.
PIP_REACH = re.compile(
    "(PIP_)?((EXTRA_)?INDEX_URL|NO_INDEX|FIND_LINKS|TRUSTED_HOST|PROXY|CERT|CLIENT_CERT"
    "|DEFAULT_TIMEOUT|TIMEOUT|RETRIES|KEYRING_PROVIDER|(NO_)?CACHE_DIR)"
)
UV_REACH = re.compile(
    "UV_(DEFAULT_INDEX|INDEX.*|EXTRA_INDEX_URL|NO_INDEX|FIND_LINKS|HTTP_.*|INSECURE_HOST"
    "|NATIVE_TLS|SYSTEM_CERTS|KEYRING_PROVIDER|OFFLINE|(NO_)?CACHE.*|LINK_MODE"
    "|CONFIG_FILE|NO_CONFIG)"
)
# uv does not read pip's settings. Where it has none of its own, it is told what pip was told.
SAME_FOR_UV = {
    "PIP_INDEX_URL": "UV_INDEX_URL", "PIP_CERT": "SSL_CERT_FILE", "PIP_PROXY": "ALL_PROXY",
}
NO_NETWORK = (
    "The packages cannot be downloaded, because no package index answers: connect to the network "
    "(behind a proxy: set HTTPS_PROXY), then give the same command again."
)
TROUBLES = {
    r"ensurepip|No module named '?venv":
        "This Python ({python}) cannot build an environment: install its venv package (Debian, "
        "Ubuntu: python3-venv), or name another Python, as in `make lab PYTHON=python3.12`.",
    r"No space left|[Qq]uota exceeded":
        "The disk is full: the course needs 800 MB in its folder.",
    r"Read-only file system|Permission denied":
        "{folder} cannot be written, and the course installs itself there, into .venv: copy the "
        "course to a folder of your own, and give the same command there.",
    r"(?i)NewConnectionError|name resolution|dns error|failed to connect|ConnectTimeout"
    r"|ProxyError|Network is unreachable|error sending request|network was disabled"
    r"|No matching distribution found": NO_NETWORK,
}


def explain(output):
    """Return one plain sentence about what a tool said, or all of it where none fits."""
    for pattern, sentence in TROUBLES.items():
        if re.search(pattern, output):
            return sentence.format(python=sys.executable, folder=os.getcwd())
    return output


def run(command, settings=None):
    """Run one command quietly; end with a plain sentence where it fails."""
    done = subprocess.run(
        command, env=settings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        encoding="utf-8", errors="replace", check=False,
    )
    if done.returncode:
        sys.exit("\n" + explain(done.stdout))
    return done.stdout


def reach(environment, listed=""):
    """Return the environment for pip and uv: of their settings, only how an index is reached.

    ``listed`` is what `pip config list` says: lines such as ``global.index-url='...'``, from
    files and from the environment; the later line wins.
    """
    kept = {name: value for name, value in environment.items()
            if not re.match("(PIP|UV)_", name) or UV_REACH.fullmatch(name)}
    for line in listed.splitlines():
        key, _, value = line.partition("=")
        name = "PIP_" + key.rpartition(".")[2].replace("-", "_").upper()
        if PIP_REACH.fullmatch(name):
            kept[name] = " ".join(ast.literal_eval(value).split())
    for ours, theirs in SAME_FOR_UV.items():
        if ours in kept:
            kept.setdefault(theirs, kept[ours])
    return {**kept, "PIP_CONFIG_FILE": os.devnull, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def settings():
    """Return the environment for pip and uv on this machine."""
    return reach(os.environ, run([PYTHON, "-m", "pip", "config", "list"]))


def base():
    """Build an empty environment that holds the installer."""
    if sys.version_info < (3, 11):  # noqa: UP036 - an older one comes as far as this line
        sys.exit("Python 3.11 or newer is needed, and {} is {}.{}: name another, as in `make lab "
                 "PYTHON=python3.12`.".format(sys.executable, *sys.version_info))
    if not os.access(".", os.W_OK):
        sys.exit(explain("Permission denied"))
    print("Setting up the course in .venv (this once; some minutes on a slow network) ...",
          flush=True)
    # Not a Python inside .venv: it would delete itself.
    python = os.path.realpath(sys.executable) if sys.prefix != sys.base_prefix else sys.executable
    run([python, "-m", "venv", "--clear", str(VENV)])
    locked = ["--require-hashes", "-r", "requirements-setup.lock"]
    run([PYTHON, "-m", "pip", "install", "--quiet", *locked], settings())
    (VENV / ".folder").write_bytes(os.fsencode(os.getcwd()))


def course():
    """Install the locked packages, and the course's own, which needs no index."""
    run([*UV, "--require-hashes", "-r", "requirements.lock"], settings())
    here = reach(os.environ)
    here.pop("UV_CONFIG_FILE", None)
    run([*UV, "--no-deps", "--no-build-isolation", "--no-config", "--offline", "-e", "."], here)
    if subprocess.run([PYTHON, "-I", "-c", ARRIVED], check=False).returncode:
        sys.exit("The packages did not arrive in .venv: uv's own settings (uv.toml) send them "
                 "elsewhere; give the same command once with UV_CONFIG_FILE=/dev/null before it.")
    jupyter = str(VENV / "bin" / "jupyter")
    run([jupyter, "labextension", "disable", "--level=sys_prefix", NEWS])
    run([PYTHON, "tools/set_up.py", "jupyter"])


def jupyter():
    """Tell the Jupyter beside this Python to read and write notebooks by helpers/contents.py."""
    path = Path(sys.prefix, "etc", "jupyter", "jupyter_server_config.json")
    path.parent.mkdir(parents=True, exist_ok=True)
    settings = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    for part, values in JUPYTER.items():
        settings[part] = {**settings.get(part, {}), **values}
    path.write_text(json.dumps(settings, indent=2), encoding="utf-8")


def tests():
    """Install what the tests need."""
    run([*UV, "--require-hashes", "-r", "requirements-test.lock"], settings())


if __name__ == "__main__":
    {"base": base, "course": course, "jupyter": jupyter, "tests": tests}[sys.argv[1]]()
