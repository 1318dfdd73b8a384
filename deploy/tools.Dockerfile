# What is done to a house from outside it: migrations, backups, restores, the doctor. It holds Postgres' client programs.
#   docker build -f deploy/tools.Dockerfile -t inkhearth/tools .
FROM python:3.13-slim-bookworm AS packages
COPY requirements/app.txt /requirements.txt
RUN python -m venv /opt/inkhearth \
    && /opt/inkhearth/bin/pip install --no-cache-dir --require-hashes --no-deps -r /requirements.txt

FROM python:3.13-slim-bookworm
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin inkhearth \
    && install -d -o inkhearth -g inkhearth /data /backups
ENV PATH=/opt/inkhearth/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DATA_FOLDER=/data INKHEARTH_DATA=/data
WORKDIR /app
COPY --from=packages /opt/inkhearth /opt/inkhearth
COPY alembic.ini LICENSE ./
COPY core core
COPY launcher launcher
COPY migrations migrations
COPY locales locales
USER 10001
VOLUME /data
ENTRYPOINT ["python", "-m"]
CMD ["launcher", "doctor"]
