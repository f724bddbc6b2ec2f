import { buildIfNeeded } from "./build-if-needed.ts";

// `npm run build`: what `npm start` does on its own when it is needed.
await buildIfNeeded();
