import pytest

from llmsite.errors import TaskError
from llmsite.tasks import load_suite, suite_names

HEAD = 'name = "s"\nversion = 1\ntitle = { en = "S", zh = "套" }\n'
ENTRY = '[[tasks]]\ntask = "capitals"\n'


def write(capitals, text: str) -> None:
    capitals.write()
    capitals.project.suites_dir.mkdir(exist_ok=True)
    (capitals.project.suites_dir / "s.toml").write_text(text)


def test_a_suite_fixes_what_it_says_and_takes_the_rest_from_the_task(capitals):
    write(capitals, HEAD + ENTRY + 'shots = 2\ngroup = "g"\nweight = 2.0\n')
    suite = load_suite("s", capitals.project)
    (entry,) = suite.tasks
    assert (entry.style, entry.shots, entry.primary) == ("letters", 2, "accuracy")
    assert suite.chat == "if-instruct"
    assert "s" in suite_names(capitals.project)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (HEAD, "$.tasks is missing"),
        (HEAD + '[[tasks]]\ntask = "nothing"\n', "there is no task 'nothing'"),
        (
            HEAD + '[[tasks]]\ntask = "nothing"\nstyle = "plain"\nshots = 0\nprimary = "bleu"\n',
            "there is no task 'nothing'",
        ),
        (HEAD + ENTRY + ENTRY, "'capitals' stands twice"),
        (HEAD + ENTRY + 'style = "verse"', "prompt style 'verse' is not known"),
        (HEAD + ENTRY + 'primary = "bleu"', "has no metric 'bleu'"),
        (HEAD.replace('"s"', '"t"') + ENTRY, "is called 't', its file 's.toml'"),
        (HEAD + ENTRY + '[groups]\nreading = "Reading"', "no task belongs to the group 'reading'"),
    ],
)
def test_faults_of_suites(capitals, text, words):
    write(capitals, text)
    with pytest.raises(TaskError) as caught:
        load_suite("s", capitals.project)
    assert words in str(caught.value)
    assert "suites/s.toml" in str(caught.value)
