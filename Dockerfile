# One image for every command of lesion: the API with its page, and the workers.
ARG NODE_IMAGE=node:24.21.0-bookworm-slim

FROM ${NODE_IMAGE} AS sources
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY packages packages

FROM sources AS page
RUN npm ci --loglevel=error
WORKDIR /app/packages/dashboard
RUN node ../../node_modules/vite/bin/vite.js build --logLevel warn

# onnxruntime-node brings the binaries of every platform: all but this one's go.
FROM sources AS production
RUN npm ci --omit=dev --loglevel=error \
    && npm cache clean --force \
    && find node_modules/onnxruntime-node/bin -mindepth 3 -maxdepth 3 -type d \
    ! -path "*/linux/$(node -p process.arch)" -exec rm -r {} +

FROM ${NODE_IMAGE}
ENV NODE_ENV=production \
    LESION_HOME=/var/lib/lesion-atlas \
    MALLOC_ARENA_MAX=2
RUN install -d -o node -g node /var/lib/lesion-atlas
WORKDIR /app
COPY LICENSE package.json ./
COPY --from=production /app/node_modules node_modules
COPY --from=production /app/packages packages
COPY --from=page /app/packages/dashboard/dist packages/dashboard/dist
COPY models models
USER 1000:1000
VOLUME /var/lib/lesion-atlas
EXPOSE 4600
ENTRYPOINT ["node", "/app/packages/cli/bin/lesion.js"]
CMD ["serve", "--host", "0.0.0.0"]
