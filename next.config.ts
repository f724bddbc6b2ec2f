import type { NextConfig } from "next";
import { PHASE_PRODUCTION_SERVER } from "next/constants.js";

const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  // No picture of the console's needs it, and it reads and converts whatever path it is given.
  images: { unoptimized: true },
  // forbidden(): what somebody may not see is told as such.
  experimental: { authInterrupts: true },
  // The editor of prompts needs no grammar of HTML, CSS and JavaScript: 180 KB of its scripts.
  turbopack: { resolveAlias: { "@codemirror/lang-html": "./components/templates/prose-language.ts" } },
  // Where it covers nothing of the shell.
  devIndicators: { position: "bottom-right" },
  // The production build is its own step of `npm test`; types are checked there once, by tsc.
  typescript: { ignoreBuildErrors: true },
  // What runs in plain Node anyway is not compiled a second time: the build is shorter and memory holds one copy.
  serverExternalPackages: [
    "@ai-sdk/anthropic",
    "@ai-sdk/google",
    "@ai-sdk/openai",
    "@ai-sdk/openai-compatible",
    "@aws-sdk/client-s3",
    "@aws-sdk/lib-storage",
    "@electric-sql/pglite",
    "@electric-sql/pglite-pgvector",
    "@pydantic/genai-prices",
    "busboy",
    "drizzle-orm",
    "gpt-tokenizer",
    "hucre",
    "jschardet",
    "liquidjs",
    "nodemailer",
    "papaparse",
    "pg-boss",
    "pino",
    "postgres",
    "prom-client",
    "saxes",
    "standardwebhooks",
    "undici",
    "yauzl",
  ],
};

/** The plugin only where something is compiled: it loads a compiler, which a production server would keep in memory. */
export default async function configFor(phase: string): Promise<NextConfig> {
  if (phase === PHASE_PRODUCTION_SERVER) return config;
  const { default: createNextIntlPlugin } = await import("next-intl/plugin");
  return createNextIntlPlugin("./lib/i18n/request.ts")(config);
}
