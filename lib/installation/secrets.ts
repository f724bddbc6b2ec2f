import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Env } from "#lib/env.ts";

export interface Secrets {
  authSecret: string;
  /** 32 bytes in base64; several with commas between while keys are changed, the newest first. */
  encryptionKey: string;
}

const FILE = "secrets.json";
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

/** Keeps another key in DATA_DIR in place of the one there, at once or not at all, readable by nobody else. */
export function keepEncryptionKey(dataDir: string, encryptionKey: string): void {
  const secrets: Secrets = { ...keptSecrets(dataDir), encryptionKey };
  const unfinished = join(dataDir, `${FILE}.unfinished`);
  writeFileSync(unfinished, JSON.stringify(secrets), { mode: 0o600, flush: true });
  renameSync(unfinished, join(dataDir, FILE));
}

function keptSecrets(dataDir: string): Secrets {
  const file = join(dataDir, FILE);
  try {
    return kept.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "ENOENT") throw cause;
    const made = {
      authSecret: randomBytes(32).toString("base64"),
      encryptionKey: randomBytes(32).toString("base64"),
    };
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    writeFileSync(file, JSON.stringify(made), { mode: 0o600, flag: "wx" });
    return made;
  }
}
