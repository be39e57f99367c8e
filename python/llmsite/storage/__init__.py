"""Bytes in and out: strict reading, canonical writing, the place of a fault in a file.

Knows nothing of what the records mean.
"""

from llmsite.storage.looks import LOOKALIKES, folded
from llmsite.storage.place import place
from llmsite.storage.reading import (
    MAX_EXPANDED_BYTES,
    MAX_FILE_BYTES,
    expand,
    make_record,
    make_row,
    parse_batch,
    parse_foreign_json,
    parse_json,
    parse_record,
    parse_row,
    parse_rows,
    parse_toml,
    read_bytes,
    read_record,
    read_toml,
)
from llmsite.storage.strict import has_hidden, json_path, scan_json, shown, suggest
from llmsite.storage.writing import (
    Json,
    canonical_json,
    canonical_line,
    change_files,
    compact_json,
    compress,
    pack_rows,
    sha256_bytes,
    sha256_file,
    write_atomic,
    write_many,
)

__all__ = [
    "LOOKALIKES",
    "MAX_EXPANDED_BYTES",
    "MAX_FILE_BYTES",
    "Json",
    "canonical_json",
    "canonical_line",
    "change_files",
    "compact_json",
    "compress",
    "expand",
    "folded",
    "has_hidden",
    "json_path",
    "make_record",
    "make_row",
    "pack_rows",
    "parse_batch",
    "parse_foreign_json",
    "parse_json",
    "parse_record",
    "parse_row",
    "parse_rows",
    "parse_toml",
    "place",
    "read_bytes",
    "read_record",
    "read_toml",
    "scan_json",
    "sha256_bytes",
    "sha256_file",
    "shown",
    "suggest",
    "write_atomic",
    "write_many",
]
