"""Makes the slow references importable by their metric's name."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
