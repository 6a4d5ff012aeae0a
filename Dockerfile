# glibc, not Alpine: the native modules (argon2) and an embedded mongod are built for it.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY scripts ./scripts
COPY schema ./schema
COPY console ./console
COPY explorer ./explorer
COPY clients ./clients
COPY src ./src
RUN npm run build
# Explorer and demo page are for development alone.
RUN cp -r dist production && rm -r production/explorer production/storefront

FROM node:24-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --no-audit --no-fund

FROM node:24-bookworm-slim AS production
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/production ./dist
COPY package.json ./
# The server's own files stay root's; DATA_DIR is all that it may write.
RUN mkdir .data && chown node:node .data
USER node
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/live`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--max-semi-space-size=64", "dist/main.js"]

# For compose: the same with explorer and demo page.
FROM production AS development
COPY --from=build /app/dist/explorer ./dist/explorer
COPY --from=build /app/dist/storefront ./dist/storefront

# The last stage is what a build without a target makes.
FROM production
