"""The built wheel and sdist, installed as a user would, on a machine without torch."""

import os
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

pytestmark = [pytest.mark.package, pytest.mark.timeout(900), pytest.mark.xdist_group("package")]


def run(*command: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """A command with a clean environment; fails with its output."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "VIRTUAL_ENV", "LLMSITE"))
    }
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**kept, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from the checkout with the release core's build cache."""
    out = tmp_path_factory.mktemp("wheel")
    maturin = Path(sys.executable).with_name("maturin")
    run(maturin, "build", "--release", "--quiet", "--out", out, cwd=root)
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(root: Path, wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty environment with the wheel and what it asks for; the folder of its programs."""
    folder = tmp_path_factory.mktemp("clean")
    venv.create(folder, with_pip=True)
    programs = folder / "bin"
    constraints = root / "requirements" / "constraints.txt"
    run(programs / "python", "-m", "pip", "install", "-q", "-c", constraints, wheel, cwd=folder)
    return programs


def test_wheel_holds_the_templates_and_nothing_stray(wheel: Path, root: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    assert tops == {"llmsite", *(top for top in tops if top.endswith(".dist-info"))}
    templates = [p for p in (root / "site_templates").rglob("*") if p.is_file()]
    assert templates
    for template in templates:
        assert f"llmsite/site_templates/{template.relative_to(root / 'site_templates')}" in names
    assert "llmsite/py.typed" in names
    assert any(name.startswith("llmsite/tasks/catalog/") for name in names)
    assert (
        len({name for name in names if name.startswith("llmsite/_core.")} - {"llmsite/_core.pyi"})
        == 1
    )


def test_installed_command_checks_and_builds(root: Path, installed: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [installed / "python", "-I", "-c", "import torch"],
        capture_output=True,
        check=False,
        cwd=tmp_path,
    )
    assert b"ModuleNotFoundError" in done.stderr
    for name in ("site.toml", "results"):
        run("cp", "-R", root / name, tmp_path, cwd=tmp_path)
    run(installed / "llmsite", "check", "--all", cwd=tmp_path, HOME=str(tmp_path))
    run(installed / "llmsite", "build", cwd=tmp_path, HOME=str(tmp_path))
    assert (tmp_path / "public" / "index.html").is_file()


def test_sdist_builds_the_same_wheel(root: Path, wheel: Path, tmp_path: Path) -> None:
    maturin = Path(sys.executable).with_name("maturin")
    run(maturin, "sdist", "--out", tmp_path, cwd=root)
    (sdist,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    (source,) = (path for path in tmp_path.iterdir() if path.is_dir())
    run(
        maturin,
        *("build", "--release", "--quiet", "--out", tmp_path / "out"),
        cwd=source,
        CARGO_TARGET_DIR=str(root / "target"),
    )
    (again,) = (tmp_path / "out").glob("*.whl")
    assert sorted(zipfile.ZipFile(again).namelist()) == sorted(zipfile.ZipFile(wheel).namelist())
