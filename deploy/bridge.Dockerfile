# The bridge to Home Assistant: an image of its own, since its library replaces urllib3 (docs/decisions).
#   docker build -f deploy/bridge.Dockerfile -t inkhearth/bridge .
FROM python:3.13-slim-bookworm AS packages
COPY requirements/server.txt requirements/bridge.txt /
RUN python -m venv /opt/inkhearth \
    && /opt/inkhearth/bin/pip install --no-cache-dir --require-hashes --no-deps -r /server.txt \
    && /opt/inkhearth/bin/pip install --no-cache-dir --require-hashes --no-deps -r /bridge.txt

FROM python:3.13-slim-bookworm
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin inkhearth \
    && install -d -o inkhearth -g inkhearth /data
ENV PATH=/opt/inkhearth/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DATA_FOLDER=/data
WORKDIR /app
COPY --from=packages /opt/inkhearth /opt/inkhearth
COPY LICENSE ./
COPY core core
COPY ha_bridge ha_bridge
COPY locales locales
USER 10001
ENTRYPOINT ["python", "-m"]
CMD ["ha_bridge"]
