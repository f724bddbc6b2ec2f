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
  serverExternalPackages: [
    "@electric-sql/pglite",
    "@electric-sql/pglite-pgvector",
    "pg-boss",
    "postgres",
    "pino",
    "hucre",
    "undici",
  ],
};

export default withNextIntl(config);
