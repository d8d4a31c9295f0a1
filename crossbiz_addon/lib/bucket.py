"""A limit for everybody together that needs to know nobody: a bucket that fills with time."""

from __future__ import annotations

import threading
import time


class Bucket:
    """``burst`` at once, ``hourly`` in the long run. For one process, and gone with it."""

    def __init__(self, hourly: float, burst: int, clock=time.monotonic):
        self.rate, self.burst, self._clock = hourly / 3600, burst, clock
        self._level, self._seen = float(burst), clock()
        self._lock = threading.Lock()

    def take(self) -> bool:
        """Whether one more is within the limit; if so, it counts."""
        with self._lock:
            now = self._clock()
            self._level = min(self.burst, self._level + (now - self._seen) * self.rate)
            self._seen = now
            if self._level < 1:
                return False
            self._level -= 1
            return True
