import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from llmsite.errors import ProjectError, TemplateError
from llmsite.leaderboard import load
from llmsite.site import build_site

BUILD = """
import sys
from pathlib import Path
from llmsite.leaderboard import load
from llmsite.project import Project
from llmsite.site import build_site
build_site(Project(Path(sys.argv[1])), load, Path(sys.argv[2]), jobs=int(sys.argv[3]))
"""


def build(project, out: Path, **options):
    return build_site(project, load, out, **options)[0]


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_two_builds_are_equal_to_the_byte(board_project, tmp_path):
    surroundings = (
        {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "77", "TZ": "Asia/Tokyo", "LC_ALL": "C.UTF-8"},
    )
    outs = []
    for i, surrounding in enumerate(surroundings):
        out = tmp_path / f"place-{i}" / ("deep/" * i) / "public"
        subprocess.run(
            [sys.executable, "-c", BUILD, str(board_project.root), str(out), str(i + 1)],
            check=True,
            env={**os.environ, **surrounding},
        )
        outs.append(files(out))
    assert outs[0] == outs[1]
    assert "index.html" in outs[0]


def test_nothing_is_done_where_nothing_changed(board_project, tmp_path):
    out = tmp_path / "public"
    first = build(board_project, out)
    assert first.n_written == first.n_files
    loads = []

    def counted(project):
        loads.append(project)
        return load(project)

    again = build_site(board_project, counted, out)[0]
    assert (again.n_written, again.n_files, loads) == (0, first.n_files, [])


def test_only_files_that_change_are_written(board_project, tmp_path):
    out = tmp_path / "public"
    build(board_project, out)
    before = {path: (out / path).stat().st_mtime_ns for path in files(out)}
    (board_project.content_dir).mkdir()
    (board_project.content_dir / "about.md").write_text("# About\n\nNew.\n")
    built = build(board_project, out)
    assert 0 < built.n_written < built.n_files
    same = [path for path in before if (out / path).stat().st_mtime_ns == before[path]]
    assert len(same) == built.n_files - built.n_written


def test_a_file_that_somebody_changed_is_written_again(board_project, tmp_path):
    out = tmp_path / "public"
    build(board_project, out)
    whole = files(out)
    (out / "index.html").write_text("changed")
    build(board_project, out)
    assert files(out) == whole


def test_what_is_gone_is_removed(board_project, tmp_path):
    out = tmp_path / "public"
    build(board_project, out)
    shutil.rmtree(board_project.results_dir / "other" / "small-135m")
    build(board_project, out)
    assert not (out / "m/other/small-135m").exists()
    assert (out / "m/other/plain-360m/index.html").is_file()


def test_files_of_others_are_never_removed(board_project, tmp_path):
    out = tmp_path / "home"
    out.mkdir()
    (out / "thesis.tex").write_text("years of work")
    with pytest.raises(ProjectError, match="did not build"):
        build(board_project, out)
    assert files(out) == {"thesis.tex": b"years of work"}


def test_a_template_with_a_fault_leaves_the_old_site(board_project, tmp_path):
    out = tmp_path / "public"
    build(board_project, out)
    before = files(out)
    folder = board_project.templates_dir / "pages"
    folder.mkdir(parents=True)
    (folder / "task.html").write_text("<p>\n{{ nothing.of.this }}\n")
    for jobs in (1, 2):
        with pytest.raises(TemplateError) as caught:
            build(board_project, out, jobs=jobs)
        fault = caught.value.faults[0]
        assert (Path(fault.path).name, fault.line) == ("task.html", 2)
        assert "nothing" in fault.message
    assert files(out) == before
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".public.new")] == []


def test_a_template_may_extend_what_it_overrides(board_project, tmp_path):
    out = tmp_path / "public"
    board_project.templates_dir.mkdir()
    (board_project.templates_dir / "base.html").write_text(
        '{% extends "default/base.html" %}{% block footer %}<footer>OURS</footer>{% endblock %}'
    )
    build(board_project, out)
    home = (out / "index.html").read_text()
    assert "<footer>OURS</footer>" in home
    assert "<h1>" in home


def test_a_full_disk_leaves_the_old_site(board_project, tmp_path, monkeypatch):
    out = tmp_path / "public"
    build(board_project, out)
    before = files(out)
    shutil.rmtree(board_project.results_dir / "acme")
    real = open

    def full(path, mode="r", *rest, **options):
        if path.endswith("build.json"):
            raise OSError(28, "No space left on device", path)
        return real(path, mode, *rest, **options)

    monkeypatch.setattr("llmsite.site.write.open", full, raising=False)
    with pytest.raises(OSError, match="No space"):
        build(board_project, out)
    assert files(out) == before


def test_colours_and_logo_come_from_the_host(board_project, tmp_path):
    config = board_project.root / "site.toml"
    config.write_text(config.read_text() + 'accent = "#aa0000"\nlogo = "logo.svg"\n')
    (board_project.root / "logo.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"></svg>')
    project = type(board_project)(board_project.root)
    out = tmp_path / "public"
    build(project, out)
    style = next(out.glob("a/site.*.css")).read_text()
    assert "--accent:#aa0000" in style
    assert "a/logo." in (out / "index.html").read_text()


@pytest.mark.parametrize(
    "svg",
    [
        "<svg><script>1</script></svg>",
        '<svg onload="x"></svg>',
        '<svg><a href="https://example.org"/></svg>',
        "<svg><foreignObject/></svg>",
        "not a picture",
    ],
)
def test_a_logo_that_could_act_is_refused(board_project, tmp_path, svg):
    config = board_project.root / "site.toml"
    config.write_text(config.read_text() + 'logo = "logo.svg"\n')
    (board_project.root / "logo.svg").write_text(svg)
    with pytest.raises(ProjectError, match="logo"):
        build(type(board_project)(board_project.root), tmp_path / "public")


@pytest.mark.parametrize("name", ["Über.md", "data.md", "zh.md"])
def test_a_page_of_the_host_has_an_address_of_its_own(board_project, tmp_path, name):
    board_project.content_dir.mkdir()
    (board_project.content_dir / name).write_text("# X\n")
    with pytest.raises(ProjectError, match="address"):
        build(board_project, tmp_path / "public")


def test_strict_builds_refuse_warnings(board_project, tmp_path):
    (board_project.results_dir / "acme/hasty-1b/model.json").unlink()
    build(board_project, tmp_path / "public")
    with pytest.raises(ProjectError, match=r"model\.json"):
        build(board_project, tmp_path / "other", strict=True)
