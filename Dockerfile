# One stage: the source runs as it is. The image brings its own Node, so the npm copies are taken out;
# the other optional packages (the renderer of pictures) are needed.
FROM node:24-slim

ENV NODE_ENV=production \
    FALCONER_DATA_DIR=/data \
    FALCONER_LISTEN=0.0.0.0:8080

WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts && rm -rf node_modules/node-linux-* node_modules/.bin/node && npm cache clean --force
COPY bin bin
COPY src src
COPY commands commands
COPY adapters adapters

RUN mkdir -p /data node_modules/.cache/falconer && chown node:node /data node_modules/.cache/falconer
USER node
VOLUME /data
EXPOSE 8080

# Beyond loopback the console stays off; health and metrics answer all the same.
HEALTHCHECK --interval=15s --timeout=3s --start-period=10s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8080/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]

CMD ["node", "bin/falconer.js"]
