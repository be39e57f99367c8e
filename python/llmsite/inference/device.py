"""Where a model computes: the only module that knows one kind of device from another."""

import os
import platform
from functools import lru_cache

import torch

from llmsite.errors import BackendError, Fault
from llmsite.schema.run import Measured

DTYPES = {
    "float32": torch.float32,
    "bfloat16": torch.bfloat16,
    "float16": torch.float16,
}


def choose_device(name: str | None) -> torch.device:
    """The device that was asked for, or a GPU where there is one.

    Raises:
        BackendError: There is no such device.
    """
    if name is None:
        if not torch.cuda.is_available():
            return torch.device("cpu")
        # torchrun numbers the processes of a machine; each takes a GPU of its own.
        rank = int(os.environ.get("LOCAL_RANK", "0"))
        return torch.device("cuda", rank % torch.cuda.device_count())
    try:
        device = torch.device(name)
    except RuntimeError:
        fix = "give cpu, cuda or cuda:N"
        raise BackendError(Fault(f"unknown device '{name}'", fix=fix)) from None
    if device.type == "cuda" and not torch.cuda.is_available():
        fix = "leave --device out, or install a torch that fits the driver"
        raise BackendError(Fault("this torch sees no CUDA device", fix=fix))
    if device.type not in ("cpu", "cuda"):
        fix = "give cpu, cuda or cuda:N"
        raise BackendError(Fault(f"device '{name}' is not supported", fix=fix))
    return device


def choose_dtype(name: str | None, device: torch.device) -> torch.dtype | str:
    """The dtype that was asked for; by default float32 on the CPU, the stored one on a GPU.

    Raises:
        BackendError: No such dtype.
    """
    if name is None:
        return torch.float32 if device.type == "cpu" else "auto"
    if name not in DTYPES:
        fix = "give one of " + ", ".join(DTYPES)
        raise BackendError(Fault(f"unknown dtype '{name}'", fix=fix))
    return DTYPES[name]


def is_out_of_memory(error: RuntimeError) -> bool:
    """Whether an operation failed because memory was short."""
    return isinstance(error, torch.OutOfMemoryError) or "allocate memory" in str(error)


def cache_bytes(device: torch.device) -> int:
    """Memory for the cache of growing texts: 2 GiB on the CPU, two fifths of a GPU's."""
    if device.type == "cuda":
        return int(0.4 * torch.cuda.get_device_properties(device).total_memory)
    return 2 << 30


def release(device: torch.device) -> None:
    """Give memory that is not in use back to the device."""
    if device.type == "cuda":
        torch.cuda.empty_cache()


def measure(device: torch.device) -> Measured:
    """Kind of processor, and the most memory that was in use."""
    if device.type == "cuda":
        return Measured(
            hardware=torch.cuda.get_device_name(device),
            peak_memory_bytes=torch.cuda.max_memory_allocated(device),
        )
    return Measured(hardware=_processor(), peak_memory_bytes=_peak_resident_bytes())


@lru_cache
def _processor() -> str:
    """Name of the CPU and the threads that computed."""
    name = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:  # noqa: PTH123 - no path of ours
            name = (
                next(line for line in file if line.startswith("model name")).split(":")[1].strip()
            )
    except (OSError, StopIteration):
        pass
    return f"{name}, {torch.get_num_threads()} threads"


def _peak_resident_bytes() -> int | None:
    try:
        import resource
    except ImportError:  # Windows
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if platform.system() == "Darwin" else peak * 1024
