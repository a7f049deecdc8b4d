# The order service. Works with BuildKit and with the legacy builder.
#
# Two builds of one commit have the same layers (npm run test:image): what is copied into the last stage has the modes, owners
# and times that the stage before it sets. npm run image passes what the labels say. The base image can be pinned by its
# digest: docs/containers.md.
ARG NODE_IMAGE=node:24-bookworm-slim

# Only the package.json files and the lockfile, so that dependencies are reinstalled only when these change.
FROM ${NODE_IMAGE} AS manifests
WORKDIR /app
ENV NPM_CONFIG_FUND=false NPM_CONFIG_AUDIT=false NPM_CONFIG_UPDATE_NOTIFIER=false
COPY package.json package-lock.json ./
COPY packages/sdk/package.json packages/sdk/
COPY packages/server/package.json packages/server/
COPY packages/cli/package.json packages/cli/
COPY scripts/typescript7/package.json scripts/typescript7/

# Without install scripts: ours is the build, which runs below, and those of dependencies are not needed.
FROM manifests AS build
RUN npm ci --ignore-scripts
COPY tsconfig.json ./
COPY scripts/copy-swagger-ui.mjs scripts/
COPY packages/sdk packages/sdk
COPY packages/server packages/server
RUN npx tsc -b packages/server && node scripts/copy-swagger-ui.mjs

# The runtime files, without a compiler and without the embedded PostgreSQL, an optional peer.
FROM manifests AS release
RUN npm ci --ignore-scripts --omit=dev --omit=optional --workspace=@order-service/server
# Optional peers, which depend on nothing else; loaded only where tracing is switched on.
COPY --from=build /app/node_modules/@opentelemetry node_modules/@opentelemetry
COPY --from=build /app/packages/server/dist packages/server/dist
COPY packages/server/bin packages/server/bin
COPY packages/server/openapi.json packages/server/
COPY scripts/sbom.mjs scripts/
COPY docker/health.mjs docker/
COPY LICENSE ./
# Seconds since 1970: the time of every file, and of the bill of materials.
ARG SOURCE_DATE_EPOCH=0
# The server uses only types of the SDK. Source maps, and declarations and sources of TypeScript, are not read at run time. The
# modes do not depend on the umask of the checkout.
RUN node scripts/sbom.mjs > sbom.cdx.json \
 && rm -rf node_modules/@order-service node_modules/.bin node_modules/.package-lock.json packages/server/dist/.tsbuildinfo \
 && find node_modules packages/server -regextype posix-extended -type f -regex '.*\.(map|[cm]?ts)' -delete \
 && find node_modules packages/server -type d -empty -delete \
 && mkdir -p /image/app/packages /image/app/docker \
 && cp -a node_modules sbom.cdx.json LICENSE /image/app/ \
 && cp -a docker/health.mjs /image/app/docker/ \
 && cp -a packages/server /image/app/packages/ \
 && chown -R root:root /image && chmod -R u=rwX,go=rX /image \
 && find /image -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +

FROM ${NODE_IMAGE}
ENV NODE_ENV=production
# Into a directory that exists: one that the engine makes has the time of the build.
COPY --from=release /image/ /
WORKDIR /app
USER node
EXPOSE 8002
# For engines that restart what is unhealthy, so that it does not ask the database. Schedulers have probes of their own.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 CMD ["node", "docker/health.mjs"]
ENTRYPOINT ["node", "packages/server/bin/order-service.js"]
CMD ["serve"]
ARG NODE_IMAGE
ARG IMAGE_VERSION=development
ARG IMAGE_REVISION=unknown
ARG IMAGE_CREATED=1970-01-01T00:00:00Z
LABEL org.opencontainers.image.title="order-service" \
      org.opencontainers.image.description="Accepts and tracks orders: HTTP, PostgreSQL, and events for RabbitMQ" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${IMAGE_VERSION}" \
      org.opencontainers.image.revision="${IMAGE_REVISION}" \
      org.opencontainers.image.created="${IMAGE_CREATED}" \
      org.opencontainers.image.base.name="${NODE_IMAGE}"
