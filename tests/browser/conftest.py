import functools
import http.server
import shutil
import threading
from pathlib import Path

import pytest
from made_site import make_site_project

from llmsite.leaderboard import load, take_snapshot, write_snapshot
from llmsite.site import make_plan, template_folders, write_site

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
]
NODE_MODULES = Path(__file__).parent / "node_modules"


@pytest.fixture(scope="session")
def browser():
    """Debian's Chromium."""
    if CHROMIUM is None:
        pytest.skip("needs Chromium: sudo apt-get install chromium")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The accessibility checker's source."""
    path = NODE_MODULES / "axe-core" / "axe.min.js"
    if not path.is_file():
        pytest.skip("needs axe-core: npm ci --ignore-scripts --prefix tests/browser")
    return path.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def site_project(tmp_path_factory):
    """The project of four rules and two tasks."""
    project = make_site_project(tmp_path_factory.mktemp("browser") / "board")
    project.content_dir.mkdir()
    (project.content_dir / "about.md").write_text("# About\n\nText with a [link](../index.html).\n")
    write_snapshot(project, take_snapshot(load(project), "2026-11-21"))
    return project


@pytest.fixture(scope="session")
def site(site_project, tmp_path_factory) -> Path:
    """Its built site."""
    folders = template_folders(site_project.templates_dir)
    plan = make_plan(site_project, load(site_project), folders, "https://example.org/board")
    out = tmp_path_factory.mktemp("site") / "public"
    write_site(plan, out)
    return out


class _Quiet(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_args):
        """Say nothing."""


@pytest.fixture(scope="session")
def serve_folder():
    """Serves a folder on this machine; its address."""
    servers = []

    def serve(folder: Path) -> str:
        handler = functools.partial(_Quiet, directory=str(folder))
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_address[1]}"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def address(site: Path, serve_folder) -> str:
    """Address of the built site under a sub-path, as a project's pages have one."""
    root = site.parent / "served"
    root.mkdir()
    shutil.copytree(site, root / "board")
    return serve_folder(root) + "/board"


@pytest.fixture
def open_page(browser):
    """Opens pages; everything that a page says, loads or breaks is collected in `page.heard`."""
    contexts = []

    def start(width=1280, scheme="light", *, scripts=True, **options):
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=scripts,
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        page.heard = []
        page.asked = []
        page.on("console", lambda message: page.heard.append(message.text))
        page.on("pageerror", lambda error: page.heard.append(str(error)))
        page.on("request", lambda request: page.asked.append(request.url))
        return page

    yield start
    for context in contexts:
        context.close()
