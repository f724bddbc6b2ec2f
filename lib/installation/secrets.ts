import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Env } from "#lib/env.ts";

export interface Secrets {
  authSecret: string;
  /** 32 bytes in base64. */
  encryptionKey: string;
}

const kept = z.object({ authSecret: z.string(), encryptionKey: z.string() });

/**
 * The secrets of the installation: from the environment, or, on the embedded database only, made once and kept
 * in DATA_DIR readable by nobody else.
 * @throws when PostgreSQL is used and a secret is not set, naming it.
 */
export function loadSecrets(env: Env): Secrets {
  const { AUTH_SECRET: authSecret, ENCRYPTION_KEY: encryptionKey } = env;
  if (authSecret && encryptionKey) return { authSecret, encryptionKey };
  if (!env.embedded) {
    const missing = [!authSecret && "AUTH_SECRET", !encryptionKey && "ENCRYPTION_KEY"]
      .filter(Boolean)
      .join(" and ");
    throw new Error(
      `With DATABASE_URL, set ${missing} as well, each for example from: openssl rand -base64 32`,
    );
  }
  const own = keptSecrets(env.DATA_DIR);
  return { authSecret: authSecret ?? own.authSecret, encryptionKey: encryptionKey ?? own.encryptionKey };
}

function keptSecrets(dataDir: string): Secrets {
  const file = join(dataDir, "secrets.json");
  try {
    return kept.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "ENOENT") throw cause;
    const made = {
      authSecret: randomBytes(32).toString("base64"),
      encryptionKey: randomBytes(32).toString("base64"),
    };
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(file, JSON.stringify(made), { mode: 0o600, flag: "wx" });
    return made;
  }
}
