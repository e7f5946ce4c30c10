# One image; the command says the role: serve, publish, read, consume, clock.
FROM python:3.12-slim-bookworm AS build
RUN pip install --no-cache-dir uv==0.13.9
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PROJECT_ENVIRONMENT=/opt/counterfoil UV_PYTHON_DOWNLOADS=never
WORKDIR /src
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-dev --no-install-project
COPY domain domain
COPY projections projections
COPY consumers consumers
COPY licensing licensing
RUN uv sync --frozen --no-dev --no-editable

FROM python:3.12-slim-bookworm
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Counterfoil" \
      org.opencontainers.image.description="Import and export licensing and diversion control for firearms" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.base.name="docker.io/library/python:3.12-slim-bookworm"
RUN groupadd --gid 10001 counterfoil \
 && useradd --uid 10001 --gid 10001 --home-dir /data --no-create-home --shell /usr/sbin/nologin counterfoil \
 && install --directory --owner=counterfoil --group=counterfoil /data
COPY --from=build /opt/counterfoil /opt/counterfoil
ENV PATH=/opt/counterfoil/bin:$PATH PYTHONUNBUFFERED=1 COUNTERFOIL_DATA=/data
USER counterfoil
WORKDIR /data
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
# For the role that serves; docker-compose.yml gives the others theirs.
HEALTHCHECK --interval=15s --timeout=10s --start-period=30s --retries=3 CMD ["counterfoil", "health", "serve"]
ENTRYPOINT ["counterfoil"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
