import { randomBytes } from "node:crypto";
import type { Sql } from "postgres";
import type { Env } from "#lib/env.ts";
import { heldKeyIds } from "#lib/seal.ts";
import { keepEncryptionKey, loadSecrets } from "../secrets.ts";
import { type Resealed, resealSecrets } from "./sealed-secrets.ts";

export interface RotatedKey extends Resealed {
  /** The id of the key that everything is sealed with now. */
  keyId: string;
  /** Ids of keys that nothing needs any more and that are still set in the environment. */
  spareKeyIds: string[];
}

/**
 * Seals every secret anew, while the installation works: with the first key of ENCRYPTION_KEY, or, where DATA_DIR
 * keeps the key, with a new one that takes its place.
 */
export async function rotateKey(env: Env, sql: Sql): Promise<RotatedKey> {
  const secrets = loadSecrets(env);
  const isKept = env.ENCRYPTION_KEY === undefined;
  const use = (encryptionKey: string) => {
    if (isKept) keepEncryptionKey(env.DATA_DIR, encryptionKey);
    process.env.ENCRYPTION_KEY = encryptionKey;
  };
  const fresh = randomBytes(32).toString("base64");
  // Both are kept until nothing needs the old one: whatever ends this process in between, everything opens.
  use(isKept ? `${fresh},${secrets.encryptionKey}` : secrets.encryptionKey);
  const resealed = await resealSecrets(sql);
  if (isKept && resealed.unreadable === 0) use(fresh);
  const [keyId = "", ...spareKeyIds] = heldKeyIds();
  return { ...resealed, keyId, spareKeyIds };
}
