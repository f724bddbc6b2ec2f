import { randomBytes, randomInt, scrypt, timingSafeEqual } from "node:crypto";

/** Short passwords fall to guessing whatever the hash costs. */
export const MIN_PASSWORD_LENGTH = 10;
export const MAX_PASSWORD_LENGTH = 200;

// OWASP's scrypt setting for 32 MB: log2(N), r, p. Each hash carries its own, so that raising these later keeps
// old passwords working.
const COST = { log2N: 15, r: 8, p: 3 };
const KEY_BYTES = 32;
const SALT_BYTES = 16;
const MAX_MEMORY_BYTES = 256 * 1024 * 1024;

/** A stand-in that no password fits; checking against it takes the work that a real account would. */
const NOBODYS_HASH = encode(COST, Buffer.alloc(SALT_BYTES, 1), Buffer.alloc(KEY_BYTES));

/** What is kept of a password: `scrypt$<log2N>$<r>$<p>$<salt>$<key>`. */
export async function hashPassword(password: string, cost = COST): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  return encode(cost, salt, await deriveKey(password, salt, cost, KEY_BYTES));
}

/**
 * Whether a password fits a hash, in the same time for every answer.
 * @param hash `null` for an account that does not exist or has no password: the work is done all the same.
 */
export async function passwordFits(password: string, hash: string | null): Promise<boolean> {
  const { cost, salt, key } = decode(hash ?? NOBODYS_HASH);
  const derived = await deriveKey(password, salt, cost, key.length);
  return timingSafeEqual(derived, key) && hash !== null;
}

/** A password to hand to somebody once: 20 characters that are not mistaken for each other, about 114 bits. */
export function makePassword(): string {
  const letters = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
  const word = () => Array.from({ length: 5 }, () => letters[randomInt(letters.length)]).join("");
  return [word(), word(), word(), word()].join("-");
}

type Cost = typeof COST;

function encode({ log2N, r, p }: Cost, salt: Buffer, key: Buffer): string {
  return ["scrypt", log2N, r, p, salt.toString("base64url"), key.toString("base64url")].join("$");
}

function decode(hash: string): { cost: Cost; salt: Buffer; key: Buffer } {
  const [, log2N, r, p, salt = "", key = ""] = hash.split("$");
  return {
    cost: { log2N: Number(log2N), r: Number(r), p: Number(p) },
    salt: Buffer.from(salt, "base64url"),
    key: Buffer.from(key, "base64url"),
  };
}

// Each takes 32 MB and a thread of the four that files and names need too.
const MOST_AT_ONCE = 2;
const MOST_WAITING = 40;
const waiting: (() => void)[] = [];
let atWork = 0;

/** Whether another password would be hashed soon; not while a flood of sign-ins waits for that. */
export function hashingHasRoom(): boolean {
  return waiting.length < MOST_WAITING;
}

async function inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
  if (atWork >= MOST_AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  else atWork++;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else atWork--;
  }
}

function deriveKey(password: string, salt: Buffer, { log2N, r, p }: Cost, bytes: number): Promise<Buffer> {
  const options = { N: 2 ** log2N, r, p, maxmem: MAX_MEMORY_BYTES };
  // One person's keyboard may compose what another's sends whole; NFKC makes them the same password.
  const text = password.normalize("NFKC");
  return inTurn(
    () =>
      new Promise((resolve, reject) => {
        scrypt(text, salt, bytes, options, (error, key) => (error ? reject(error) : resolve(key)));
      }),
  );
}
