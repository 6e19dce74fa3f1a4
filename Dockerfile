# syntax=docker/dockerfile:1
# amd64 and arm64: the browser is Debian's Chromium (the one in the npm package is for amd64 only).
# docker buildx build --platform linux/amd64,linux/arm64 --tag secure-score:0.1.0 .
ARG NODE_IMAGE=node:24-trixie-slim

# JavaScript is the same on every processor, so this stage runs on the builder's own.
FROM --platform=$BUILDPLATFORM ${NODE_IMAGE} AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc .puppeteerrc.cjs ./
RUN npm ci
COPY tsconfig.json tsconfig.build.json config.yaml config.schema.json ./
COPY tools ./tools
COPY src ./src
COPY templates ./templates
RUN npm run build

# Dependencies for the processor of the image.
FROM ${NODE_IMAGE} AS dependencies
WORKDIR /build
COPY package.json package-lock.json .npmrc .puppeteerrc.cjs ./
RUN npm ci --omit=dev && rm -rf node_modules/@sparticuz

FROM ${NODE_IMAGE} AS program
# Fonts for names in any script; tini reaps the browser's processes and passes signals on.
RUN apt-get update \
  && apt-get install --yes --no-install-recommends ca-certificates chromium fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji tini \
  && rm -rf /var/lib/apt/lists/* \
  && groupadd --gid 10001 score \
  && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin score \
  && install --directory --owner=10001 --group=10001 --mode=0700 /out
WORKDIR /app
COPY --from=dependencies /build/node_modules ./node_modules
COPY --from=build /build/package.json /build/.puppeteerrc.cjs /build/config.yaml /build/config.schema.json ./
COPY --from=build /build/templates ./templates
COPY --from=build /build/dist ./dist

# Everything that is written goes to /out (the record and the reports) and /tmp, so the root may be read-only.
ENV NODE_ENV=production \
  HOME=/tmp \
  XDG_CACHE_HOME=/tmp/.cache \
  XDG_CONFIG_HOME=/tmp/.config \
  PUPPETEER_EXECUTABLE_PATH=/usr/bin/chromium \
  NO_COLOR=1
USER 10001:10001
VOLUME ["/out"]
WORKDIR /out
# A job, not a server: it says how it went with its exit code.
HEALTHCHECK NONE
ENTRYPOINT ["/usr/bin/tini", "--", "node", "/app/dist/cli/main.js"]
CMD ["run", "--config", "/config/config.yaml", "--out", "/out"]
