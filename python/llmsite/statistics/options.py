"""What an option of a metric may hold; checked against the metric's spec by the core."""

from typing import TypeAlias

OptionValue: TypeAlias = bool | int | float | str | list[str] | None
"""A value as callers give it; `None` where the metric documents what that means."""
