FROM node:26-bookworm-slim AS build
WORKDIR /presswork
COPY package.json package-lock.json .npmrc ./
COPY db/patches db/patches
RUN npm install
COPY . .
# What the build keeps for the next one is no part of what runs.
RUN npm run build && npm prune --omit=dev && rm -rf .next/cache/*

FROM node:26-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 DATA_DIR=/data
WORKDIR /presswork
RUN mkdir /data && chown node:node /data
COPY --from=build --chown=node:node /presswork ./
USER node
VOLUME /data
EXPOSE 3000
STOPSIGNAL SIGTERM
CMD ["node", "lib/installation/start/web.ts"]
