"""Measures the site: time to build a large one, bytes of a first visit, speed of its table.

    python benchmarks/bench_site.py [--models 5000] [--tasks 500] [--scores 60] [--jobs 2]

Boards are made up (tests/made/made_up.py). Build times are best read on an idle machine; bytes and
counts are exact. The bars are those that the project sets itself; a line that misses one says so.
"""

import argparse
import dataclasses
import gzip
import resource
import shutil
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "made"))

from hugo_site import run_hugo, write_hugo_site
from made_up import made_up_leaderboard

from llmsite.project import Project
from llmsite.site import Plan, make_plan, template_folders, write_site
from llmsite.site.write import unchanged_site

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-quic"]
CLICK = """async (i) => {
  const button = document.querySelectorAll('thead button')[i];
  const start = performance.now();
  button.click();
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
  return performance.now() - start;
}"""
TYPE = """async (text) => {
  const field = document.getElementById('q');
  const start = performance.now();
  field.value = text;
  field.dispatchEvent(new Event('input'));
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
  return performance.now() - start;
}"""


def report(what: str, value: float, unit: str, bar: float) -> None:
    """One measured figure beside its bar."""
    verdict = "ok" if value <= bar else f"MISSED by {value / bar:.2f}x"
    print(f"{what:<58} {value:>10.1f} {unit:<5} bar {bar:>8.1f}  {verdict}")


def plan_of(root: Path, n_models: int, n_tasks: int, scores: int | None):
    """A plan of a made-up leaderboard."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "site.toml").write_text('title = "Made up"\n')
    project = Project(root)
    board = made_up_leaderboard(n_models, n_tasks, scores_per_model=scores)
    return make_plan(project, board, template_folders(project.templates_dir))


def cpu_seconds() -> float:
    """CPU time of this process and of those that it waited for."""
    own = resource.getrusage(resource.RUSAGE_SELF)
    others = resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime


class ModelsAndTasks(Plan):
    """The pages of a plan's models and tasks alone: the site that other generators build too."""

    def pages(self):
        """Pages of models and tasks."""
        folders = ("m/", "t/")
        return (each for each in super().pages() if each[1].path.startswith(folders))

    def documents(self):
        """None."""
        return iter(())


def measure_pages(root: Path, plan: Plan, jobs: int) -> None:
    """Build the pages of models and tasks, and let Hugo build them."""
    values = {field.name: getattr(plan, field.name) for field in dataclasses.fields(plan)}
    start, used = time.perf_counter(), cpu_seconds()
    built = write_site(ModelsAndTasks(**values), root / "pages", jobs=jobs)
    seconds, used = time.perf_counter() - start, cpu_seconds() - used
    name = f"{built.n_pages:,} pages of models and tasks"
    print(f"{name}: {built.n_bytes / 1e6:.0f} MB")
    report(f"{name}", seconds, "s", 3.0)
    report(f"{name}, CPU time over the jobs", used / jobs, "s", 3.0)
    write_hugo_site(root / "hugo", plan)
    hugo = run_hugo(root / "hugo")
    if hugo is None:
        print("Hugo is missing (sudo apt-get install hugo): not compared")
        return
    print(f"Hugo: {hugo[0]:.1f} s, {hugo[1]:.1f} s of CPU time, {hugo[2] / 1e6:.0f} MB")
    report("time of Hugo that llmsite takes for the same pages", 100 * seconds / hugo[0], "%", 50)
    report("the same in CPU time", 100 * used / hugo[1], "%", 50)


def measure_build(root: Path, arguments: argparse.Namespace) -> None:
    """Build a large site, then again with nothing changed."""
    plan = plan_of(root, arguments.models, arguments.tasks, arguments.scores)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    start, used = time.perf_counter(), cpu_seconds()
    built = write_site(plan, root / "public", jobs=arguments.jobs, inputs="same")
    seconds, used = time.perf_counter() - start, cpu_seconds() - used
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000
    print(f"{built.n_pages:,} pages, {built.n_files:,} files, {built.n_bytes / 1e6:.0f} MB")
    report("whole build, a 5,500 pages' share of it", seconds / built.n_pages * 5500, "s", 3.0)
    report(
        "the same in CPU time, over the jobs",
        used / arguments.jobs / built.n_pages * 5500,
        "s",
        3.0,
    )
    report("memory of a rendering process, leaderboard included", children, "MB", before + 400)
    start = time.perf_counter()
    found = unchanged_site(root / "public", "same")
    report("nothing changed", time.perf_counter() - start, "s", 1.0)
    if found is None or found.n_written:
        raise SystemExit("an unchanged site was not recognised")
    page = max((root / "public/m").glob("*/*/index.html"), key=lambda path: path.stat().st_size)
    report("largest model page", page.stat().st_size / 1000, "kB", 16.0 * arguments.scores / 60)
    measure_pages(root, plan, arguments.jobs)


def write_board(root: Path, plan) -> Path:
    """The board's pages, assets and column files only."""
    from llmsite.site.pages.board import build

    out = root / "public"
    edition, renderer = plan.editions[0]
    written = [(planned.path, renderer.render(planned.make())) for planned in build(edition)]
    written += [(each.path, each.content) for each in plan.assets.documents]
    written += [
        (each.path, each.make())
        for files in edition.column_files.values()
        for each in files.documents
    ]
    for path, content in written:
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        (out / path).write_bytes(content)
    return out


def serve(folder: Path):
    """A server that compresses, as a host of static pages does."""
    import functools
    import http.server
    import threading

    class Compressing(http.server.SimpleHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_args):
            """Say nothing."""

        def do_GET(self):
            path = Path(self.translate_path(self.path))
            if not path.is_file():
                self.send_error(404)
                return
            content = gzip.compress(path.read_bytes(), 6)
            self.send_response(200)
            self.send_header("Content-Type", self.guess_type(str(path)))
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    handler = functools.partial(Compressing, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def measure_board(
    browser, root: Path, n: int, width: int, bars: tuple[float, float, float]
) -> None:
    """Bytes of a first visit, and how long sorting and filtering take."""
    bytes_bar, sort_bar, filter_bar = bars
    server = serve(write_board(root, plan_of(root, n, width, None)))
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(f"http://127.0.0.1:{server.server_address[1]}/b/made-up/index.html")
    page.wait_for_function("document.documentElement.dataset.ready")
    page.wait_for_timeout(500)
    name = f"{n:,} x {width}"
    report(f"{name}: first visit, compressed", sum(sizes) / 1000, "kB", bytes_bar)
    sorts = [page.evaluate(CLICK, i) for i in (2, 2, 3, 3, 0)]
    page.wait_for_timeout(300)
    report(f"{name}: sort, median", sorted(sorts)[2], "ms", sort_bar)
    typed = [page.evaluate(TYPE, text) for text in ("m", "mo", "model 00", "x", "")]
    report(f"{name}: filter keystroke, median", sorted(typed)[2], "ms", filter_bar)
    heap = page.evaluate("performance.memory.usedJSHeapSize / 1e6")
    report(f"{name}: heap", heap, "MB", 25.0)
    page.close()
    server.shutdown()


def main() -> None:
    """Measure everything."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--models", type=int, default=5000)
    parser.add_argument("--tasks", type=int, default=500)
    parser.add_argument("--scores", type=int, default=60)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--build-only", action="store_true", help="leave the browser out")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measure_build(Path(folder) / "large", arguments)
        if arguments.build_only:
            return
        chromium = shutil.which("chromium") or shutil.which("google-chrome")
        if chromium is None:
            print("Chromium is missing: bytes and times in the browser were not measured")
            return
        from playwright.sync_api import sync_playwright

        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
            measure_board(browser, Path(folder) / "thousand", 1000, 12, (75.0, 100.0, 50.0))
            measure_board(browser, Path(folder) / "window", 5000, 60, (220.0, 50.0, 50.0))
            measure_board(browser, Path(folder) / "largest", 50_000, 60, (1800.0, 50.0, 50.0))
            browser.close()


if __name__ == "__main__":
    main()
