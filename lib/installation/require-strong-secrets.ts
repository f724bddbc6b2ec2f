import { isGuessable } from "#lib/auth/guessable-password.ts";
import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from "#lib/auth/password.ts";
import type { Env } from "#lib/env.ts";

type Secrets = Pick<
  Env,
  "AUTH_SECRET" | "ENCRYPTION_KEY" | "ADMIN_EMAIL" | "ADMIN_PASSWORD" | "ADMIN_API_TOKEN"
>;

const SHORTEST_SECRET = 24;
const SHORTEST_TOKEN = 20;
const KEY_BYTES = 32;
const LEAST_DIFFERENT = 8;
const PLACEHOLDER = /change.?(me|this|it)|replace.?(me|this|it)|your.?(secret|token|key)|passw(or|0r)d/i;
const MAKE_ONE = "Make one with: openssl rand -base64 32";

/** What is wrong with each secret of the environment that could be guessed, and what to do; empty when nothing is. */
export function weakSecrets(env: Secrets): { variable: string; advice: string }[] {
  const { AUTH_SECRET, ENCRYPTION_KEY, ADMIN_EMAIL = "", ADMIN_PASSWORD, ADMIN_API_TOKEN } = env;
  const weak: { variable: string; advice: string }[] = [];
  if (AUTH_SECRET && !isRandom(AUTH_SECRET, SHORTEST_SECRET))
    weak.push({
      variable: "AUTH_SECRET",
      advice: `whoever guesses it signs in as anybody. It needs ${SHORTEST_SECRET} random characters or more. ${MAKE_ONE}`,
    });
  if (ENCRYPTION_KEY && !ENCRYPTION_KEY.split(",").every(isKey))
    weak.push({
      variable: "ENCRYPTION_KEY",
      advice: `it must be ${KEY_BYTES} random bytes in base64, or several with commas between. ${MAKE_ONE}`,
    });
  if (ADMIN_API_TOKEN && !isRandom(ADMIN_API_TOKEN, SHORTEST_TOKEN))
    weak.push({
      variable: "ADMIN_API_TOKEN",
      advice: `whoever guesses it may do everything. It needs ${SHORTEST_TOKEN} random characters or more. ${MAKE_ONE}`,
    });
  if (ADMIN_PASSWORD && !isGoodPassword(ADMIN_PASSWORD, ADMIN_EMAIL))
    weak.push({
      variable: "ADMIN_PASSWORD",
      advice: `it is among the first that are tried. Use ${MIN_PASSWORD_LENGTH} characters or more that nobody guesses, such as four words, or leave it out: one is made up and printed once`,
    });
  return weak;
}

/** Ends the process with what to do when a secret of the environment could be guessed. */
export function requireStrongSecrets(env: Secrets): void {
  const weak = weakSecrets(env);
  if (weak.length === 0) return;
  const lines = weak.map(({ variable, advice }) => `  ${variable}: ${advice}.`);
  process.stderr.write(`Presswork does not start with secrets that can be guessed:\n${lines.join("\n")}\n`);
  process.exit(1);
}

function isRandom(secret: string, shortest: number): boolean {
  return secret.length >= shortest && new Set(secret).size >= LEAST_DIFFERENT && !PLACEHOLDER.test(secret);
}

function isKey(text: string): boolean {
  const bytes = Buffer.from(text.trim(), "base64");
  return text.trim() === "" || bytes.length === KEY_BYTES;
}

function isGoodPassword(password: string, email: string): boolean {
  const fits = password.length >= MIN_PASSWORD_LENGTH && password.length <= MAX_PASSWORD_LENGTH;
  return fits && !isGuessable(password, [email]);
}
