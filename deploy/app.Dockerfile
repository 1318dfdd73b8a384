# Bots, gallery and conductor: one image, three commands. Build from the repository's root:
#   docker build -f deploy/app.Dockerfile -t inkhearth/app .
FROM node:24-bookworm-slim AS art
WORKDIR /art
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund

FROM python:3.13-slim-bookworm AS packages
COPY requirements/server.txt /requirements.txt
RUN python -m venv /opt/inkhearth \
    && /opt/inkhearth/bin/pip install --no-cache-dir --require-hashes --no-deps -r /requirements.txt

FROM python:3.13-slim-bookworm
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin inkhearth \
    && install -d -o inkhearth -g inkhearth /data
ENV PATH=/opt/inkhearth/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DATA_FOLDER=/data
WORKDIR /app
COPY --from=packages /opt/inkhearth /opt/inkhearth
COPY --from=art /art/node_modules node_modules
COPY alembic.ini LICENSE ./
COPY core core
COPY bots bots
COPY web_gallery web_gallery
COPY migrations migrations
COPY locales locales
USER 10001
VOLUME /data
ENTRYPOINT ["python", "-m"]
CMD ["core.jobs"]
