import type { NextConfig } from "next";
import createNextIntlPlugin from "next-intl/plugin";

const withNextIntl = createNextIntlPlugin("./lib/i18n/request.ts");

const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
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
    "@electric-sql/pglite",
    "@electric-sql/pglite-pgvector",
    "@pydantic/genai-prices",
    "busboy",
    "drizzle-orm",
    "gpt-tokenizer",
    "hucre",
    "jschardet",
    "liquidjs",
    "papaparse",
    "pg-boss",
    "pino",
    "postgres",
    "prom-client",
    "saxes",
    "undici",
    "yauzl",
  ],
};

export default withNextIntl(config);
