import http.client
import json
import shutil
import threading
import time

import pytest
from made_site import make_site_project

from llmsite.leaderboard import load
from llmsite.site.preview import Preview
from llmsite.site.serve import make_server, watch


class Client:
    """Talks to a preview of a project over real connections."""

    def __init__(self, project, base="/", **options) -> None:
        self.preview = Preview(project, load, **options)
        self.server = make_server(self.preview, 0, base)
        self.port = self.server.server_address[1]
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()
        self.watcher = None

    def get(self, path, method="GET", **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request(method, path, headers={"Host": f"127.0.0.1:{self.port}", **headers})
        response = connection.getresponse()
        body = response.read()
        connection.close()
        return response.status, dict(response.getheaders()), body

    def events(self, page):
        """A stream of events for a page, with its first line read."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("GET", f"/__llmsite__/events?page={page}&version={self.preview.version}")
        response = connection.getresponse()
        assert response.getheader("Content-Type") == "text/event-stream"
        assert response.readline() == b"retry: 300\n"
        return response

    def follow(self):
        self.watcher = watch(self.preview)

    def close(self):
        if self.watcher is not None:
            self.watcher.stop()
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def client(board_project):
    made = Client(board_project)
    yield made
    made.close()


@pytest.fixture(scope="module")
def reader(tmp_path_factory):
    """A client of a project that no test changes."""
    made = Client(make_site_project(tmp_path_factory.mktemp("serve") / "board"))
    yield made
    made.close()


def next_event(stream) -> tuple[str, str]:
    """Name and content of the next event."""
    name = ""
    while True:
        line = stream.readline().decode().strip()
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        if line.startswith("data: "):
            return name, line.removeprefix("data: ")


@pytest.mark.parametrize(
    ("path", "kind", "piece"),
    [
        ("/", "text/html; charset=utf-8", b"<h1>Test leaderboard</h1>"),
        ("/m/acme/hasty-1b/", "text/html; charset=utf-8", b"<h1>hasty-1b</h1>"),
        ("/m/acme/hasty-1b/index.html", "text/html; charset=utf-8", b"<h1>hasty-1b</h1>"),
        ("/api/v1/boards.json", "application/json; charset=utf-8", b'"pair"'),
        ("/api/v1/b/pair.csv", "text/csv; charset=utf-8", b"acme/hasty-1b"),
    ],
)
def test_files_come_with_their_type_and_are_not_stored(reader, path, kind, piece):
    status, headers, body = reader.get(path)
    assert status == 200
    assert headers["Content-Type"] == kind
    assert headers["Cache-Control"] == "no-store"
    assert piece in body


def test_published_bytes_differ_by_the_injected_script_only(client, board_project, tmp_path):
    from llmsite.site import build_site

    build_site(board_project, load, tmp_path / "public")
    body = client.get("/b/pair/")[2].decode()
    start = body.index('<script src="/__llmsite__/reload.js"')
    end = body.index("</script>", start) + len("</script>")
    assert body[:start] + body[end:] == (tmp_path / "public/b/pair/index.html").read_text()


@pytest.mark.parametrize(
    ("path", "status"),
    [("/nothing", 404), ("/../site.toml", 404), ("/%2e%2e/site.toml", 404), ("/site.toml", 404)],
)
def test_only_the_site_is_served(reader, path, status):
    got, _, body = reader.get(path)
    assert got == status
    assert b"No such page" in body


@pytest.mark.parametrize("host", ["example.org", "example.org:80", "127.0.0.1", "localhost:1"])
def test_a_foreign_name_is_refused(reader, host):
    assert reader.get("/", Host=host)[0] == 421


def test_a_folder_without_its_slash_is_redirected(reader):
    status, headers, _ = reader.get("/b/pair")
    assert (status, headers["Location"]) == (301, "/b/pair/")


def test_a_redirect_never_leaves_the_site(reader):
    status, headers, _ = reader.get("//b/pair")
    assert status == 404 or headers["Location"].startswith("/b")


def test_a_head_request_has_no_body(reader):
    status, headers, body = reader.get("/", method="HEAD")
    assert (status, body) == (200, b"")
    assert int(headers["Content-Length"]) > 1000


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("bytes=0-4", 206, slice(0, 5)),
        ("bytes=-3", 206, slice(-3, None)),
        ("bytes=5-", 206, slice(5, None)),
        ("bytes=999999999-", 416, slice(0, 0)),
        ("lines=1-2", 200, slice(None)),
    ],
)
def test_a_part_of_a_file_can_be_asked_for(reader, asked, status, part):
    whole = reader.get("/api/v1/boards.json")[2]
    got, _, body = reader.get("/api/v1/boards.json", Range=asked)
    assert (got, body) == (status, whole[part])


def test_the_site_stands_under_the_path_of_its_address(board_project):
    client = Client(board_project, base="/board/", base_url="https://example.org/board")
    try:
        assert client.get("/board/")[0] == 200
        assert client.get("/board")[1]["Location"] == "/board/"
        assert client.get("/")[0] == 404
        assert b'href="/board/a/site.' in client.get("/board/nothing")[2]
    finally:
        client.close()


def test_a_changed_template_reloads_the_pages_that_change(client, board_project):
    board_project.templates_dir.mkdir()
    client.follow()
    client.watcher.stop()
    home, model = client.events("index.html"), client.events("m/acme/hasty-1b/index.html")
    pages = board_project.templates_dir / "pages"
    pages.mkdir()
    (pages / "home.html").write_text(
        '{% extends "default/pages/home.html" %}'
        "{% block footer %}<footer>NEW</footer>{% endblock %}"
    )
    client.preview.rebuild(frozenset({pages / "home.html"}))
    assert next_event(home) == ("reload", "1")
    assert b"<footer>NEW</footer>" in client.get("/")[2]
    (pages / "model.html").write_text(
        '{% extends "default/pages/model.html" %}{% block footer %}{% endblock %}'
    )
    client.preview.rebuild(frozenset({pages / "model.html"}))
    # The first change left this page alone, so the first thing it hears of is the second.
    assert next_event(model) == ("reload", "1")


def test_a_changed_style_is_swapped_without_a_reload(client, board_project):
    stream = client.events("index.html")
    static = board_project.templates_dir / "static"
    static.mkdir(parents=True)
    (static / "site.css").write_text("body { color: red }")
    client.preview.rebuild(frozenset({static / "site.css"}))
    name, address = next_event(stream)
    assert name == "style"
    assert b"color: red" in client.get(address)[2]


def test_a_saved_file_is_noticed(client, board_project):
    client.follow()
    stream = client.events("index.html")
    start = time.monotonic()
    config = board_project.root / "site.toml"
    config.write_text(config.read_text().replace("Test leaderboard", "Renamed"))
    assert next_event(stream) == ("reload", "1")
    assert time.monotonic() - start < 5
    assert b"<h1>Renamed</h1>" in client.get("/")[2]


def test_a_new_result_is_noticed(client, board_project):
    client.follow()
    stream = client.events("index.html")
    shutil.rmtree(board_project.results_dir / "acme/careful-7b")
    assert next_event(stream) == ("reload", "1")
    assert b"careful-7b" not in client.get("/")[2]


def test_a_fault_is_a_page_with_file_and_line_and_goes_away(client, board_project):
    pages = board_project.templates_dir / "pages"
    pages.mkdir(parents=True)
    (pages / "home.html").write_text("<p>\n<p>\n{{ missing_field }}")
    client.preview.rebuild(frozenset({pages / "home.html"}))
    status, _, body = client.get("/")
    assert status == 500
    assert b"home.html:3" in body
    assert b"missing_field" in body
    assert b"reload.js" in body
    assert client.get("/m/acme/hasty-1b/")[0] == 200
    (pages / "home.html").unlink()
    client.preview.rebuild(frozenset({pages / "home.html"}))
    assert client.get("/")[0] == 200


def test_a_broken_result_is_named_and_never_ends_the_server(client, board_project):
    path = next(board_project.results_dir.rglob("2026*.json"))
    whole = path.read_bytes()
    path.write_bytes(whole[:100])
    client.preview.rebuild(frozenset({path}))
    status, _, body = client.get("/")
    assert status == 500
    assert path.name.encode() in body
    path.write_bytes(whole)
    client.preview.rebuild(frozenset({path}))
    assert client.get("/")[0] == 200


def test_no_text_of_a_fault_becomes_markup(client, board_project):
    config = board_project.root / "site.toml"
    config.write_text('title = 1\n"<script>alert(1)</script>" = 2\n')
    client.preview.rebuild(frozenset({config}))
    body = client.get("/")[2]
    assert b"<script>alert" not in body


def test_a_reader_never_sees_half_a_page(client, board_project):
    """Pages that are read while the site is rebuilt again and again are whole."""
    stop = threading.Event()
    faults = []

    def read():
        while not stop.is_set():
            body = client.get("/b/pair/")[2]
            if not body.rstrip().endswith(b"</html>"):
                faults.append(body)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    folder = board_project.templates_dir / "pages"
    for _ in range(5):
        client.preview.rebuild(frozenset({folder / "board.html"}))
    stop.set()
    for reader in readers:
        reader.join()
    assert faults == []


def test_a_taken_port_is_said(reader):
    from llmsite.errors import LlmsiteError

    with pytest.raises(LlmsiteError, match="--port"):
        make_server(reader.preview, reader.port)


def test_boards_are_read_as_json(reader):
    assert json.loads(reader.get("/api/v1/boards.json")[2])["boards"][0]["n_rows"] == 4
