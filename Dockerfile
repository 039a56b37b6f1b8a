# An image of the service, for any builder of OCI images:
#
#     docker build -t huunghi .
#
# BASE is an image of Debian 12 or later; what it lacks of Python is installed. What is built stays in the first stage;
# the second has Python, the locked packages and the program, and runs as a user of its own on a root file system that
# nothing writes to: the store is the volume, and /tmp is memory (docs/operation/container.md).
ARG BASE=docker.io/library/debian:trixie-slim

FROM ${BASE} AS build
# For this stage alone: an index of packages other than PyPI, or a folder of wheels that is mounted.
ARG PIP_INDEX_URL PIP_NO_INDEX PIP_FIND_LINKS
RUN python3 -c 'import ensurepip' 2>/dev/null || { apt-get update -q && apt-get install -qy --no-install-recommends python3-venv; }
RUN python3 -m venv /opt/huunghi
COPY requirements.lock /src/
RUN /opt/huunghi/bin/pip install --disable-pip-version-check --no-cache-dir --quiet --require-hashes -r /src/requirements.lock
COPY . /src
# Typefaces and scripts of the pages: those of the checkout, else npm fetches them, as locked.
RUN [ -e /src/web/static/built/stamp ] || { \
        apt-get update -q && apt-get install -qy --no-install-recommends npm && \
        cd /src && /opt/huunghi/bin/python -c 'import huunghi; huunghi.main()' assets; }
RUN /opt/huunghi/bin/pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation --no-index /src && \
    /opt/huunghi/bin/pip uninstall --quiet --yes editables hatchling pip

FROM ${BASE}
RUN command -v python3 >/dev/null || { \
        apt-get update -q && apt-get install -qy --no-install-recommends python3 && rm -rf /var/lib/apt/lists/*; }
COPY --from=build /opt/huunghi /opt/huunghi
RUN install -d -o 10001 -g 10001 /var/lib/huunghi
ENV PATH=/opt/huunghi/bin:/usr/local/bin:/usr/bin:/bin \
    HOME=/var/lib/huunghi \
    LANG=C.UTF-8 \
    PYTHONDONTWRITEBYTECODE=1 \
    HUUNGHI_STORE=/var/lib/huunghi/store \
    HUUNGHI_LOG_FORMAT=json
USER 10001:10001
WORKDIR /var/lib/huunghi
VOLUME /var/lib/huunghi
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python3", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
ENTRYPOINT ["huunghi"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
