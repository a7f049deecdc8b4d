# The order service. Works with BuildKit and with the legacy builder.
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

# The runtime files, without a compiler and without the embedded PostgreSQL, an optional peer. Readable by every
# user, independent of the umask of the checkout.
FROM manifests AS release
RUN npm ci --ignore-scripts --omit=dev --omit=optional --workspace=@order-service/server
COPY --from=build /app/packages/server/dist packages/server/dist
# Optional peers, which depend on nothing else; loaded only where tracing is switched on.
COPY --from=build /app/node_modules/@opentelemetry node_modules/@opentelemetry
COPY packages/server/bin packages/server/bin
COPY packages/server/openapi.json packages/server/
COPY docker/health.mjs docker/
RUN chmod -R a+rX .

FROM ${NODE_IMAGE}
ENV NODE_ENV=production
WORKDIR /app
COPY --from=release /app ./
USER node
EXPOSE 8002
ENTRYPOINT ["node", "packages/server/bin/order-service.js"]
CMD ["serve"]
