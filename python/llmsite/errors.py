"""Every exception that llmsite raises on purpose.

    LlmsiteError            base; the command line prints it and exits with 1
    ├── ProjectError        the project folder or its site.toml
    ├── TaskError           a task, its samples, a suite
    ├── ResultError         a result file, its samples, a model card, a record beside them
    ├── BackendError        loading a model or asking it
    ├── RunError            a run folder
    ├── ScoringError        what cannot be scored (also raised by the compiled core)
    ├── TemplateError       a site template
    └── ImportFormatError   another tool's file

A message says what is wrong, where, and what to do next. Owns no formatting beyond that of a fault.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with an input, with its place and its remedy."""

    message: str
    """What is wrong, one sentence without a final full stop."""
    path: str = ""
    """File, relative to the project where it lies in one."""
    line: int = 0
    """1-based line, 0 where the fault has none."""
    column: int = 0
    """1-based column in characters, 0 where the fault has none."""
    fix: str = ""
    """What to do next, one sentence without a final full stop."""
    code: str = ""
    """Code of the validation rule, such as `LS405`; empty outside the checker."""
    severity: str = "error"
    """`error`, `warning` or `notice`."""

    def __str__(self) -> str:
        """`path:line:column: CODE message. Fix: how.`, leaving out what is not known."""
        place = self.path
        if place and self.line:
            place += f":{self.line}" + (f":{self.column}" if self.column else "")
        words = " ".join(part for part in (self.code, self.message) if part)
        text = f"{place}: {words}" if place else words
        text = text if text.endswith((".", "!", "?")) else text + "."
        end = "" if self.fix.endswith("?") else "."
        return f"{text} Fix: {self.fix}{end}" if self.fix else text


class LlmsiteError(Exception):
    """Base of all errors; carries every fault that was found, not only the first."""

    def __init__(self, *faults: Fault | str) -> None:
        self.faults: tuple[Fault, ...] = tuple(
            fault if isinstance(fault, Fault) else Fault(fault) for fault in faults
        )
        super().__init__("\n".join(str(fault) for fault in self.faults))


class ProjectError(LlmsiteError):
    """The project folder or its `site.toml` is wrong."""


class TaskError(LlmsiteError):
    """A task, its samples or a suite is wrong."""


class ResultError(LlmsiteError):
    """A result file, its samples, a model card or a record beside them is wrong."""


class BackendError(LlmsiteError):
    """A model cannot be loaded or did not answer."""


class RunError(LlmsiteError):
    """A run folder is wrong, busy or cannot be written."""


class ScoringError(LlmsiteError):
    """Something cannot be scored; raised by the compiled core too."""


class TemplateError(LlmsiteError):
    """A site template is wrong."""


class ImportFormatError(LlmsiteError):
    """A file of another tool cannot be read."""
