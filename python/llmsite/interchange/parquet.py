"""Parquet files of other tools as columns of plain values; needs the extra `parquet`."""

from collections.abc import Sequence
from typing import Any  # noqa: TID251 - values of a package without types

from llmsite.errors import Fault, ImportFormatError
from llmsite.interchange.intake import SourceFile

_MAX_ROWS = 20_000_000


def column_names(file: SourceFile) -> tuple[str, ...]:
    """Names of the columns; none where it is no Parquet file or the extra is missing."""
    try:
        import pyarrow.parquet as pq
    except ImportError:
        return ()
    try:
        return tuple(pq.read_schema(file.path).names)
    except Exception:  # noqa: BLE001 - whatever the package makes of damaged bytes
        return ()


def read_columns(file: SourceFile, names: Sequence[str] | None = None) -> dict[str, list[Any]]:
    """Columns by name, those of `names` that there are.

    Raises:
        ImportFormatError: The extra is missing, or the file is damaged or too large.
    """
    try:
        import pyarrow.parquet as pq
    except ImportError:
        fix = "pip install 'llmsite[parquet]'"
        raise ImportFormatError(
            Fault("Parquet needs the extra 'parquet'", file.name, fix=fix)
        ) from None
    try:
        whole = pq.ParquetFile(file.path)
        n_rows = whole.metadata.num_rows
        if n_rows <= _MAX_ROWS:
            there = whole.schema_arrow.names
            wanted = [name for name in (there if names is None else names) if name in there]
            table = whole.read(columns=wanted)
            return {name: table.column(name).to_pylist() for name in wanted}
    except Exception as error:  # noqa: BLE001 - whatever the package makes of damaged bytes
        message = f"is no whole Parquet file ({ascii(str(error))[1:80]})"
        raise ImportFormatError(Fault(message, file.name)) from None
    raise ImportFormatError(Fault(f"{n_rows:,} rows; the limit is {_MAX_ROWS:,}", file.name))
