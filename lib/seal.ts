import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import { AppError } from "#lib/app-error.ts";

const FORMAT = "v1";
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Seals a secret with AES-256-GCM under the first key of ENCRYPTION_KEY.
 * @param owner what the secret belongs to, such as a provider's id; it opens for no other.
 * @throws AppError when ENCRYPTION_KEY is missing or not 32 bytes in base64.
 */
export function seal(secret: string, owner: string): string {
  const [key] = keys();
  if (!key) throw new AppError("ENCRYPTION_KEY is not set.");
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key.bytes, nonce).setAAD(Buffer.from(owner));
  const sealed = Buffer.concat([nonce, cipher.update(secret, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return [FORMAT, key.id, sealed.toString("base64url")].join(".");
}

/**
 * Opens what `seal` made, with whichever key of ENCRYPTION_KEY sealed it.
 * @throws AppError, saying why, when that key is gone or the text was changed or belongs to another owner.
 */
export function unseal(sealed: string, owner: string): string {
  const [format, keyId, body] = sealed.split(".");
  if (format !== FORMAT || !keyId || !body) throw new AppError("A sealed secret is not in a known format.");
  const key = keys().find(({ id }) => id === keyId);
  if (!key) {
    throw new AppError("A secret was sealed with a key that ENCRYPTION_KEY no longer holds.", {
      facts: { keyId },
    });
  }
  try {
    const bytes = Buffer.from(body, "base64url");
    const decipher = createDecipheriv("aes-256-gcm", key.bytes, bytes.subarray(0, NONCE_BYTES));
    decipher.setAAD(Buffer.from(owner)).setAuthTag(bytes.subarray(-TAG_BYTES));
    const text = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
    return Buffer.concat([text, decipher.final()]).toString("utf8");
  } catch (cause) {
    throw new AppError("A sealed secret was changed or belongs to something else.", { cause });
  }
}

/** The id of the key that sealed a secret; `null` for what is none. */
export function keyIdOf(sealed: string): string | null {
  const [format, keyId, body] = sealed.split(".");
  return format === FORMAT && keyId && body ? keyId : null;
}

/** Whether ENCRYPTION_KEY holds the key that sealed a secret. */
export function canUnseal(sealed: string): boolean {
  return heldKeyIds().includes(keyIdOf(sealed) ?? "");
}

/**
 * The ids of the keys in ENCRYPTION_KEY, the one that seals first.
 * @throws AppError when one is not 32 bytes in base64.
 */
export function heldKeyIds(): string[] {
  return keys().map(({ id }) => id);
}

// Rotation: ENCRYPTION_KEY may hold several keys with commas between; the first seals, all of them open.
function keys(): { id: string; bytes: Buffer }[] {
  const variable = process.env.ENCRYPTION_KEY ?? "";
  return variable
    .split(",")
    .map((text) => text.trim())
    .filter(Boolean)
    .map((text) => {
      const bytes = Buffer.from(text, "base64");
      if (bytes.length !== KEY_BYTES) {
        throw new AppError("ENCRYPTION_KEY must be 32 bytes in base64 (openssl rand -base64 32).");
      }
      return { id: createHash("sha256").update(bytes).digest("hex").slice(0, 8), bytes };
    });
}
