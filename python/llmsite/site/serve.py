"""The preview server: this machine only, live reload by server-sent events.

The injected script exists in the preview alone; published bytes are those of `build`. Knows nothing
of how pages are made.
"""

import html
import mimetypes
import os
import re
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import unquote, urlsplit

from llmsite.errors import Fault, LlmsiteError
from llmsite.site.preview import Preview

if TYPE_CHECKING:
    from watchdog.observers.api import BaseObserver

_PRIVATE = "__llmsite__/"
_SETTLE_S = 0.05
_LONGEST_S = 1.0
_HEARTBEAT_S = 15.0
_IGNORED = re.compile(r"^\.|~$|^4913$|^#.*#$|\.(swp|swx|tmp|pyc)$|^__pycache__$")
_QUIET = frozenset({"opened", "closed_no_write"})
_RELOAD = """(() => {
  'use strict';
  const script = document.currentScript;
  let source;
  const open = () => {
    source = new EventSource(script.dataset.events);
    source.addEventListener('reload', () => location.reload());
    source.addEventListener('style', (event) => {
      const old = document.querySelector('link[rel=stylesheet]');
      const fresh = old.cloneNode();
      fresh.href = event.data;
      fresh.addEventListener('load', () => old.remove());
      old.after(fresh);
    });
  };
  // A browser opens six connections to a host; a page that nobody sees gives its one back.
  document.addEventListener('visibilitychange', () => {
    source.close();
    if (!document.hidden) open();
  });
  open();
})();
"""
_ERROR_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'; \
style-src 'self'; connect-src 'self'">
<title>Cannot be rendered</title><link rel="stylesheet" href="{style}"></head>
<body><main><h1>This page cannot be rendered</h1>
<p>Save a correction and the page comes back by itself.</p>
<ul>{faults}</ul></main></body></html>
"""
_ERROR_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;"
    "color-scheme:light dark}li{margin:.8rem 0}code{font-size:15px;overflow-wrap:anywhere}"
)


class Handler(BaseHTTPRequestHandler):
    """Answers requests from the preview's newest snapshot."""

    protocol_version = "HTTP/1.1"
    preview: ClassVar[Preview]
    base: ClassVar[str]
    hosts: ClassVar[frozenset[str]]

    def do_GET(self) -> None:
        """Answer with a body."""
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        """Answer without a body."""
        self._answer(with_body=False)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Say nothing for each request."""

    def _answer(self, *, with_body: bool) -> None:
        # A foreign name that points here (DNS rebinding) must not read what is being worked on.
        if self.headers.get("Host", "").lower() not in self.hosts:
            self._send(HTTPStatus.MISDIRECTED_REQUEST, b"Unknown host.\n", "text/plain", with_body)
            return
        path = unquote(urlsplit(self.path).path)
        if not path.startswith(self.base):
            if path + "/" == self.base:
                self._redirect(self.base)
                return
            words = f"The site is under {self.base}\n".encode()
            self._send(HTTPStatus.NOT_FOUND, words, "text/plain; charset=utf-8", with_body)
            return
        name = path.removeprefix(self.base)
        if name.startswith(_PRIVATE):
            self._private(name.removeprefix(_PRIVATE), with_body=with_body)
        else:
            self._file(name, with_body=with_body)

    def _file(self, name: str, *, with_body: bool) -> None:
        snapshot = self.preview.snapshot
        name = name + "index.html" if not name or name.endswith("/") else name
        status = HTTPStatus.OK
        try:
            content = snapshot.get(name)
            if content is None and snapshot.get(f"{name}/index.html") is not None:
                self._redirect(f"{self.base}{name}/")
                return
            if content is None:
                status, name = HTTPStatus.NOT_FOUND, "404.html"
                content = snapshot.get(name) or b""
        except LlmsiteError as error:
            content = error_page(error.faults, f"{self.base}{_PRIVATE}error.css")
            status, name = HTTPStatus.INTERNAL_SERVER_ERROR, "error.html"
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        if kind == "text/html":
            content = self._with_script(content, name)
        if kind.startswith("text/") or kind.endswith(("json", "xml", "javascript")):
            kind += "; charset=utf-8"
        self._send(status, content, kind, with_body)

    def _with_script(self, content: bytes, name: str) -> bytes:
        events = f"{self.base}{_PRIVATE}events?page={name}&version={self.preview.version}"
        tag = (
            f'<script src="{self.base}{_PRIVATE}reload.js" data-events="{html.escape(events)}" '
            "defer></script></head>"
        )
        return content.replace(b"</head>", tag.encode(), 1)

    def _private(self, name: str, *, with_body: bool) -> None:
        if name == "reload.js":
            # `currentScript` is null in deferred functions but set while the script itself runs.
            self._send(HTTPStatus.OK, _RELOAD.encode(), "text/javascript; charset=utf-8", with_body)
        elif name == "error.css":
            self._send(HTTPStatus.OK, _ERROR_STYLE.encode(), "text/css; charset=utf-8", with_body)
        elif name == "events" and with_body:
            self._events()
        else:
            self._send(HTTPStatus.NOT_FOUND, b"", "text/plain", with_body)

    def _events(self) -> None:
        """Tell one page of changes until it goes away."""
        query = dict(
            part.split("=", 1) for part in urlsplit(self.path).query.split("&") if "=" in part
        )
        name = unquote(query.get("page", ""))
        digits = query.get("version", "")
        version = int(digits) if digits.isdigit() else self.preview.version
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        before = (
            _page_without_style(self.preview, name) if version == self.preview.version else None
        )
        style = self.preview.snapshot.style
        with suppress(OSError):  # the page is gone
            self.wfile.write(b"retry: 300\n\n")
            while True:
                newest = self.preview.wait(version, _HEARTBEAT_S)
                if newest == version:
                    self.wfile.write(b": still here\n\n")
                    continue
                version = newest
                now = _page_without_style(self.preview, name)
                if before is None or now != before:
                    self.wfile.write(b"event: reload\ndata: 1\n\n")
                elif self.preview.snapshot.style != style:
                    style = self.preview.snapshot.style
                    self.wfile.write(f"event: style\ndata: {self.base}{style}\n\n".encode())
                self.wfile.flush()
                before = now

    def _redirect(self, to: str) -> None:
        self.send_response(HTTPStatus.MOVED_PERMANENTLY)
        # Only a path of this site: what was asked for starts with the base.
        self.send_header("Location", "/" + to.lstrip("/"))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send(self, status: HTTPStatus, content: bytes, kind: str, with_body: bool) -> None:
        asked = re.fullmatch(r"bytes=(\d*)-(\d*)", self.headers.get("Range", ""))
        part = content
        if asked and status is HTTPStatus.OK and (asked[1] or asked[2]):
            first = int(asked[1]) if asked[1] else max(len(content) - int(asked[2]), 0)
            last = (
                min(int(asked[2]), len(content) - 1) if asked[1] and asked[2] else len(content) - 1
            )
            if first > last:
                status, part = HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, b""
            else:
                status, part = HTTPStatus.PARTIAL_CONTENT, content[first : last + 1]
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(part)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("X-Content-Type-Options", "nosniff")
        if status is HTTPStatus.PARTIAL_CONTENT:
            self.send_header("Content-Range", f"bytes {first}-{last}/{len(content)}")
        elif status is HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            self.send_header("Content-Range", f"bytes */{len(content)}")
        self.end_headers()
        if with_body:
            with suppress(OSError):  # the reader went away
                self.wfile.write(part)


def _page_without_style(preview: Preview, name: str) -> bytes:
    """A page's bytes but for the address of its style sheet; a fault's words where there is one."""
    snapshot = preview.snapshot
    try:
        content = snapshot.get(name) or b""
    except LlmsiteError as error:
        return str(error).encode()
    return content.replace(snapshot.style.encode(), b"") if snapshot.style else content


def error_page(faults: tuple[Fault, ...], style: str) -> bytes:
    """What a page shows that cannot be rendered: each fault with file, line and remedy."""
    lines = "".join(f"<li><code>{html.escape(str(fault))}</code></li>" for fault in faults)
    return _ERROR_PAGE.format(style=html.escape(style), faults=lines).encode()


def make_server(preview: Preview, port: int, base: str = "/") -> ThreadingHTTPServer:
    """A server on this machine that answers from a preview.

    Args:
        preview: What is shown.
        port: Port, 0 for any free one.
        base: Path under which the site stands, with a slash at both ends.

    Raises:
        LlmsiteError: The port is taken.
    """
    bound = type("BoundHandler", (Handler,), {"preview": preview, "base": base})
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), bound)
    except OSError as error:
        fix = "name another with --port"
        raise LlmsiteError(
            Fault(f"port {port} cannot be used: {error.strerror}", fix=fix)
        ) from error
    server.daemon_threads = True
    own = server.server_address[1]
    bound.hosts = frozenset(f"{name}:{own}" for name in ("127.0.0.1", "localhost", "[::1]"))  # type: ignore[attr-defined] # set on the class made above
    return server


def watch(
    preview: Preview, *, poll: bool = False, told: Callable[[float], None] = lambda _seconds: None
) -> "BaseObserver":
    """Rebuild whenever files change; the watcher, which runs until it is stopped.

    Args:
        preview: What to rebuild.
        poll: Look at the files again and again, for network file systems without events.
        told: Told after each rebuild how many seconds it took.
    """
    from watchdog.events import FileSystemEvent, FileSystemEventHandler
    from watchdog.observers import Observer as NativeObserver
    from watchdog.observers.polling import PollingObserver

    settle = _Settle(preview, told)

    class Changes(FileSystemEventHandler):
        def on_any_event(self, event: FileSystemEvent) -> None:
            if event.event_type in _QUIET or event.is_directory:
                return
            for name in (event.src_path, event.dest_path):
                path = Path(os.fsdecode(name)) if name else None
                if path is not None and not _IGNORED.search(path.name):
                    settle.add(path)

    observer: BaseObserver = PollingObserver() if poll else NativeObserver()
    for folder in preview.watched():
        observer.schedule(Changes(), str(folder), recursive=True)
    observer.schedule(Changes(), str(preview.root), recursive=False)
    observer.start()
    return observer


class _Settle:
    """Collects changes until none has come for 50 ms (1 s at most), then rebuilds once."""

    def __init__(self, preview: Preview, told: Callable[[float], None]) -> None:
        self._preview, self._told = preview, told
        self._lock = threading.Lock()
        self._paths: set[Path] = set()
        self._timer: threading.Timer | None = None
        self._first = 0.0

    def add(self, path: Path) -> None:
        """Note a changed file."""
        with self._lock:
            now = time.monotonic()
            if not self._paths:
                self._first = now
            self._paths.add(path)
            if self._timer is not None:
                self._timer.cancel()
            wait = min(_SETTLE_S, max(self._first + _LONGEST_S - now, 0.0))
            self._timer = threading.Timer(wait, self._run)
            self._timer.daemon = True
            self._timer.start()

    def _run(self) -> None:
        with self._lock:
            paths = frozenset(self._paths)
            self._paths.clear()
        if not paths:
            return
        start = time.monotonic()
        self._preview.rebuild(paths)
        self._told(time.monotonic() - start)
