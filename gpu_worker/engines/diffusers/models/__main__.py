"""``python -m gpu_worker.engines.diffusers.models list|fetch NAME|check [NAME]``, which ``./run models`` calls."""

import os
import signal
import sys
from pathlib import Path

from gpu_worker.engines.diffusers.models.commands import language, run

if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # whoever reads only the first lines has seen enough
    given = os.environ.get("MODELS_FILE")
    sys.exit(run(sys.argv[1:], Path(given) if given else None, language()))
