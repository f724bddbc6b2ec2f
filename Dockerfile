FROM node:26-bookworm-slim AS build
WORKDIR /presswork
COPY package.json package-lock.json .npmrc ./
COPY db/patches db/patches
RUN npm install
COPY . .
# What the build keeps for the next one, compilers, maps of what they wrote and a second Node are no part of what runs.
# Whatever the rights in the checkout were, everybody may read and nobody write.
RUN npm run build && npm prune --omit=dev \
  && rm -rf .next/cache node_modules/.bin/node node_modules/node node_modules/@next/swc-* node_modules/@swc/core* \
    node_modules/typescript node_modules/@typescript node_modules/tailwindcss node_modules/@tailwindcss \
    node_modules/lightningcss* node_modules/playwright* node_modules/@playwright node_modules/@img/*musl* \
    node_modules/onnxruntime-web/dist/*.jsep.* node_modules/onnxruntime-web/dist/*.asyncify.* \
    node_modules/onnxruntime-web/dist/*.jspi.* node_modules/onnxruntime-web/dist/*.map \
  && find .next -name '*.map' -delete && chmod -R u=rwX,go=rX .

FROM node:26-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 DATA_DIR=/data
WORKDIR /presswork
COPY --from=build /presswork ./
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 3000
STOPSIGNAL SIGTERM
CMD ["node", "lib/installation/start/web.ts"]
