"""Which parts are the learner's own already."""

import json
import os
from pathlib import Path

FILE = "NNLIB_PROGRESS"
"""The environment variable that names the file in which progress is kept, if it is to be kept."""

_parts: dict[str, bool] = {}


def note(name: str, is_right: bool) -> None:
    """Take note of a check; what was right once stays the learner's."""
    _parts[name] = _parts.get(name, False) or is_right
    if path := os.environ.get(FILE):
        kept = _read(Path(path))
        Path(path).write_text(json.dumps({**kept, **_parts}, indent=1), encoding="utf-8")


def _read(path: Path) -> dict[str, bool]:
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(name): bool(right) for name, right in kept.items()}
