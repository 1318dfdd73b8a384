"""Tells whether pictures can be rated on this machine; ``./run doctor`` asks. Ends with 1 and the reason if not."""

import sys

from gpu_worker.safety.judge import Judge


def main() -> int:
    """Say the reason, if there is one."""
    trouble = Judge(threads=1).trouble()
    if trouble is None:
        return 0
    print(trouble)  # noqa: T201 - this is its answer
    return 1


if __name__ == "__main__":
    sys.exit(main())
