import base64

import numpy as np
import pytest

from llmsite.errors import ResultError
from llmsite.results.packing import pack_column, unpack_column
from llmsite.schema.result import PackedColumn

EXACT = {
    "no values": ([], "bit"),
    "right and wrong": ([1.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0, 1.0, 1.0], "bit"),
    "small counts": ([0.0, 255.0], "u8"),
    "small signed": ([-128.0, 127.0], "i8"),
    "medium": ([0.0, 256.0], "u16"),
    "medium signed": ([-129.0, 32767.0], "i16"),
    "large": ([0.0, 65536.0], "u32"),
    "large signed": ([-32769.0, 2147483647.0], "i32"),
    "beyond 32 bits": ([4294967296.0], "f64"),
    "a fraction": ([0.1, 1.0], "f64"),
    "negative zero": ([-0.0, 1.0], "f64"),
    "smallest and largest": ([5e-324, 1.7976931348623157e308], "f64"),
}


@pytest.mark.parametrize(("values", "kind"), EXACT.values(), ids=EXACT)
def test_round_trip_is_bit_for_bit(values, kind):
    column = pack_column(values)
    assert column.type == kind
    assert unpack_column(column, len(values)).tobytes() == np.array(values, "<f8").tobytes()


def test_random_columns_round_trip():
    draw = np.random.default_rng(1)
    for scale in (1, 100, 70_000, 1e12):
        for n in (1, 7, 8, 9, 1000):
            values = np.round(draw.normal(size=n) * scale)
            assert unpack_column(pack_column(values), n).tobytes() == values.tobytes()
            values = draw.normal(size=n) * scale
            assert unpack_column(pack_column(values), n).tobytes() == values.tobytes()


def test_accuracy_of_mmlu_is_short():
    values = np.random.default_rng(2).integers(0, 2, 14_042)
    assert len(pack_column(values.astype(float)).base64) == 2_344


def test_zstd_only_where_it_is_shorter():
    assert not pack_column([1.0, 0.0]).zstd
    assert pack_column([0.5] * 1000).zstd


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_not_finite_is_refused(value):
    with pytest.raises(ValueError, match="not finite"):
        pack_column([value])


def _encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()


DAMAGED = {
    "not base64": (PackedColumn(type="bit", zstd=False, base64="*"), 1, "not base64"),
    "too few": (PackedColumn(type="u8", zstd=False, base64=_encoded(b"\x05")), 2, "1 bytes where"),
    "too many": (PackedColumn(type="u8", zstd=False, base64=_encoded(b"\x05\x06")), 1, "2 bytes"),
    "not zstd": (PackedColumn(type="u8", zstd=True, base64=_encoded(b"abc")), 1, "zstd"),
    "nan": (
        PackedColumn(type="f64", zstd=False, base64=_encoded(np.float64("nan").tobytes())),
        1,
        "not finite",
    ),
    "wider than needed": (
        PackedColumn(type="u16", zstd=False, base64=_encoded(b"\x05\x00")),
        1,
        "smallest exact type",
    ),
    "padding bits set": (
        PackedColumn(type="bit", zstd=False, base64=_encoded(b"\xff")),
        1,
        "smallest exact type",
    ),
}


@pytest.mark.parametrize(("column", "n", "words"), DAMAGED.values(), ids=DAMAGED)
def test_damaged_columns_are_refused(column, n, words):
    with pytest.raises(ResultError, match=words):
        unpack_column(column, n, name="accuracy[0]")
