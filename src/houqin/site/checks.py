"""placeholder"""
from dataclasses import dataclass
@dataclass(frozen=True)
class Problem:
    text: str
    fatal: bool = True
def problems():
    return []
