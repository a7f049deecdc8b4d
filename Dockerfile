# The order service. The legacy builder takes this file as well as BuildKit does.
ARG NODE_IMAGE=node:22-bookworm-slim

# The package.json files and the lockfile alone: dependencies are installed anew only when these change.
FROM ${NODE_IMAGE} AS manifests
WORKDIR /app
ENV NPM_CONFIG_FUND=false NPM_CONFIG_AUDIT=false NPM_CONFIG_UPDATE_NOTIFIER=false
COPY package.json package-lock.json ./
COPY packages/sdk/package.json packages/sdk/
COPY packages/server/package.json packages/server/
COPY packages/cli/package.json packages/cli/
COPY scripts/typescript7/package.json scripts/typescript7/

# Install scripts are left out: ours is the build, which comes below, and the others' are for the embedded PostgreSQL.
FROM manifests AS build
RUN npm ci --ignore-scripts
COPY tsconfig.json ./
COPY scripts/copy-swagger-ui.mjs scripts/
COPY packages/sdk packages/sdk
COPY packages/server packages/server
RUN npx tsc -b packages/server && node scripts/copy-swagger-ui.mjs

# What runs: no compiler, and no embedded PostgreSQL, which is an optional dependency. Readable by every user, whatever
# the umask of the checkout was.
FROM manifests AS release
RUN npm ci --ignore-scripts --omit=dev --omit=optional --workspace=@order-service/server
COPY --from=build /app/packages/server/dist packages/server/dist
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
