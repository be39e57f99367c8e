"""Columns of per-sample statistics as short text and back, bit for bit.

A column is stored in the smallest type that holds every value exactly, so accuracy on 14,042
samples takes 2,344 characters. Knows nothing of metrics.
"""

import base64
import binascii
from typing import TYPE_CHECKING, Literal

from llmsite.errors import Fault, LlmsiteError, ResultError
from llmsite.schema.result import PackedColumn
from llmsite.storage import compress, expand

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

ColumnType = Literal["bit", "u8", "i8", "u16", "i16", "u32", "i32", "f64"]

_INTEGERS: tuple[tuple[ColumnType, str], ...] = (
    ("u8", "<u1"),
    ("i8", "<i1"),
    ("u16", "<u2"),
    ("i16", "<i2"),
    ("u32", "<u4"),
    ("i32", "<i4"),
)
_ONE_BITS = 0x3FF0_0000_0000_0000
"""The number one as a 64-bit float."""
_FRAME_BYTES = 16
"""No zstd frame with checksum is shorter than this."""
_DTYPES: dict[ColumnType, str] = {**dict(_INTEGERS), "f64": "<f8"}


def pack_column(values: "NDArray[np.float64] | Sequence[float]") -> PackedColumn:
    """A column in its smallest exact form.

    Args:
        values: One finite number a sample.

    Raises:
        ValueError: A value is not finite.
    """
    import numpy as np

    column = np.ascontiguousarray(values, dtype="<f8")
    if not np.isfinite(column).all():
        raise ValueError("a statistic is not finite")
    kind, content = _smallest(column)
    if len(content) > _FRAME_BYTES:
        packed = compress(content)
        if len(packed) < len(content):
            return PackedColumn(type=kind, zstd=True, base64=base64.b64encode(packed).decode())
    return PackedColumn(type=kind, zstd=False, base64=base64.b64encode(content).decode())


def _smallest(column: "NDArray[np.float64]") -> tuple[ColumnType, bytes]:
    import numpy as np

    bits = column.view("<u8")
    if ((bits == 0) | (bits == _ONE_BITS)).all():
        return "bit", np.packbits(column.astype("u1"), bitorder="little").tobytes()
    for kind, dtype in _INTEGERS:
        limits = np.iinfo(dtype)
        if column.min() < limits.min or column.max() > limits.max:
            continue
        integers = column.astype(dtype)
        # Compared as bits: a fraction and the sign of -0.0 are lost by the cast.
        if (integers.astype("<f8").view("<u8") == bits).all():
            return kind, integers.tobytes()
    return "f64", column.tobytes()


def unpack_column(column: PackedColumn, n: int, *, name: str = "") -> "NDArray[np.float64]":
    """The values of a packed column as float64 [n].

    Args:
        column: What is packed.
        n: Values that it must hold.
        name: What faults call the column.

    Raises:
        ResultError: It is damaged, holds another number of values, a value that is not finite, or
            is not packed in the one canonical way (other bytes for the same values).
    """
    import numpy as np

    expected = (n + 7) // 8 if column.type == "bit" else n * int(_DTYPES[column.type][2])
    try:
        content = base64.b64decode(column.base64, validate=True)
        if column.zstd:
            content = expand(content, name=name, limit=expected + 1, ratio=1 << 20)
    except (binascii.Error, ValueError) as error:
        raise ResultError(Fault(f"{name}: not base64 ({error})")) from None
    except LlmsiteError as error:
        raise ResultError(*error.faults) from None
    if len(content) != expected:
        message = f"{name}: {len(content):,} bytes where {n:,} values of {column.type} need "
        raise ResultError(Fault(f"{message}{expected:,}"))
    if column.type == "bit":
        packed = np.frombuffer(content, dtype="u1")
        values = np.unpackbits(packed, bitorder="little")[:n].astype("<f8")
    else:
        values = np.frombuffer(content, dtype=_DTYPES[column.type]).astype("<f8")
    if not np.isfinite(values).all():
        raise ResultError(Fault(f"{name}: a value is not finite"))
    # The text of the compressed form may differ between library versions; the values' form not.
    if _smallest(values) != (column.type, content):
        raise ResultError(Fault(f"{name}: not packed in its smallest exact type"))
    return values
