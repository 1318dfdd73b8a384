# The worker. `--target cpu` draws storyboards and letters comics anywhere; `--target gpu` adds diffusers for NVIDIA:
#   docker build -f deploy/worker.Dockerfile --target gpu -t inkhearth/worker-gpu .
FROM node:24-bookworm-slim AS art
WORKDIR /art
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund

FROM python:3.13-slim-bookworm AS bare
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin inkhearth \
    && install -d -o inkhearth -g inkhearth /data /models
ENV PATH=/opt/inkhearth/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DATA_FOLDER=/data
WORKDIR /app
COPY --from=art /art/node_modules node_modules
COPY LICENSE ./
COPY core core
COPY gpu_worker gpu_worker
COPY locales locales
VOLUME /data
ENTRYPOINT ["celery", "-A", "gpu_worker.app", "worker", "-Q", "gpu", "--without-mingle", "--without-gossip"]

FROM python:3.13-slim-bookworm AS cpu-packages
COPY requirements/worker.txt /requirements.txt
RUN python -m venv /opt/inkhearth \
    && /opt/inkhearth/bin/pip install --no-cache-dir --require-hashes --no-deps -r /requirements.txt

FROM bare AS cpu
COPY --from=cpu-packages /opt/inkhearth /opt/inkhearth
USER 10001

FROM python:3.13-slim-bookworm AS gpu-packages
# torch's file differs by CUDA version and stands outside the hashed lock: TORCH names another one where it must.
ARG TORCH="torch==2.13.0"
COPY requirements/gpu.txt /requirements.txt
RUN python -m venv /opt/inkhearth \
    && /opt/inkhearth/bin/pip install --no-cache-dir "${TORCH}" \
    && /opt/inkhearth/bin/pip install --no-cache-dir --require-hashes --no-deps -r /requirements.txt

FROM bare AS gpu
COPY --from=gpu-packages /opt/inkhearth /opt/inkhearth
ENV HF_HOME=/models WORKER_ENGINES=storyboard,diffusers
USER 10001
VOLUME /models
