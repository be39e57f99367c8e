import json
import shutil

from click.testing import CliRunner
from made_site import make_site_project

from llmsite.cli.main import group


def run(*arguments: str):
    return CliRunner().invoke(group, arguments, catch_exceptions=False)


def test_build_writes_the_site_and_says_so(tmp_path):
    project = make_site_project(tmp_path / "board")
    found = run("--project", str(project.root), "build", "--json")
    value = json.loads(found.stdout)
    assert value["n_written"] == value["n_files"]
    assert (project.public_dir / "index.html").is_file()


def test_records_of_another_folder_stand_in_for_the_project_s_own(tmp_path):
    project = make_site_project(tmp_path / "board")
    proposed = tmp_path / "proposed"
    shutil.copytree(project.results_dir, proposed / "results")
    shutil.rmtree(project.results_dir)
    out = tmp_path / "out"
    run("--project", str(project.root), "build", "--records", str(proposed), "--out", str(out))
    assert (out / "m/acme/hasty-1b/index.html").is_file()
