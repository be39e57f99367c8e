"""`llmsite serve`: a preview that follows every change."""

from pathlib import Path

import click

from llmsite.cli.output import current_project, say


@click.command("serve")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="Port on this machine; 0 takes a free one.",
)
@click.option("--open", "open_browser", is_flag=True, help="Open the browser.")
@click.option(
    "--templates",
    type=click.Path(path_type=Path),
    help="Folder of templates, over the project's own.",
)
@click.option(
    "--base-url", default="", help="Address whose path is used, as the published site's is."
)
@click.option("--poll", is_flag=True, help="Look for changes instead of being told of them.")
@click.option("--quiet", is_flag=True, help="Say nothing but errors.")
def command(
    port: int,
    templates: Path | None,
    base_url: str,
    *,
    open_browser: bool,
    poll: bool,
    quiet: bool,
) -> None:
    """Preview the site; pages follow changes of results and templates."""
    import webbrowser

    from llmsite.leaderboard import load
    from llmsite.site.preview import Preview
    from llmsite.site.render import url_path
    from llmsite.site.serve import make_server, watch

    project = current_project()
    preview = Preview(project, load, templates=templates, base_url=base_url)
    base = url_path(base_url or project.config.base_url)
    server = make_server(preview, port, base)
    watcher = watch(
        preview,
        poll=poll,
        told=lambda seconds: say(f"Rebuilt in {seconds * 1000:.0f} ms.", quiet=quiet),
    )
    address = f"http://127.0.0.1:{server.server_address[1]}{base}"
    if preview.snapshot.fault is not None:
        say(str(preview.snapshot.fault))
    click.echo(address)
    say("Follows changes of results, templates and site.toml. Stop with Ctrl-C.", quiet=quiet)
    if open_browser:
        webbrowser.open(address)
    try:
        server.serve_forever()
    finally:
        watcher.stop()
        server.server_close()
