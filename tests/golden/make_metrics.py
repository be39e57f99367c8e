"""Writes `tests/golden/metrics/<name>.json` from the cases of `tests/reference/<name>.py`.

usage: python tests/golden/make_metrics.py [NAME ...]     (all metrics by default)

Expected values come from the reference package where the metric has one, else from the slow
reference; a file says which. Values change only with the package: look at the diff.
"""

import importlib
import importlib.metadata
import json
import math
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
REFERENCE = HERE.parent / "reference"


def main() -> None:
    sys.path.insert(0, str(REFERENCE))
    names = sys.argv[1:] or [
        path.stem for path in (HERE / "metrics").glob("*.json") if path.stem != "tokenizers"
    ]
    for name in sorted(names):
        module = importlib.import_module(name)
        document = {"provenance": provenance(module), "cases": [*cases(module)]}
        text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
        (HERE / "metrics" / f"{name}.json").write_text(text, encoding="utf-8")


def provenance(module) -> str:
    package = module.PROVENANCE.split(".")[0]
    version = {"sklearn": "scikit-learn"}.get(package, package)
    if not hasattr(module, "package"):
        return module.PROVENANCE
    return f"{module.PROVENANCE} {importlib.metadata.version(version)}"


def cases(module):
    for name, options, predictions, references in module.CASES:
        values = module.score(predictions, references, **options)
        case = {
            "name": name,
            "options": options,
            "predictions": predictions,
            "references": references,
        }
        if hasattr(module, "package"):
            found = module.package(predictions, references, **options)
            signature = found.pop("signature", None)
            for key, value in values.items():
                if not math.isclose(value, found[key], rel_tol=1e-9, abs_tol=1e-9):
                    raise SystemExit(f"{module.__name__} {name}: {key} {value} != {found[key]}")
            values = found
            if signature:
                case["package_signature"] = signature
        case["values"] = values
        if hasattr(module, "sample_scores"):
            case["sample_scores"] = module.sample_scores(predictions, references, **options)
        yield case


main()
