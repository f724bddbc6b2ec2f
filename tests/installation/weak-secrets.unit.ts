import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { weakSecrets } from "#lib/installation/require-strong-secrets.ts";

const NONE = {
  AUTH_SECRET: undefined,
  ENCRYPTION_KEY: undefined,
  ADMIN_EMAIL: undefined,
  ADMIN_PASSWORD: undefined,
  ADMIN_API_TOKEN: undefined,
};
const weak = (given: Partial<typeof NONE> | object) =>
  weakSecrets({ ...NONE, ...given }).map(({ variable }) => variable);

test("an installation that sets no secret has none that could be guessed", () => {
  expect(weak({})).toEqual([]);
});

test("what openssl makes is strong, and so are several words", () => {
  const made = () => randomBytes(32).toString("base64");
  expect(
    weak({ AUTH_SECRET: made(), ENCRYPTION_KEY: `${made()},${made()}`, ADMIN_API_TOKEN: made() }),
  ).toEqual([]);
  expect(weak({ ADMIN_PASSWORD: "correct horse battery", ADMIN_EMAIL: "admin@example.com" })).toEqual([]);
  expect(weak({ ADMIN_API_TOKEN: randomBytes(16).toString("hex") })).toEqual([]);
});

test.each([
  "secret",
  "changeme-changeme-changeme-changeme",
  "a".repeat(64),
  "0123456789".repeat(2),
  "ababab".repeat(8),
])("AUTH_SECRET=%s is refused", (AUTH_SECRET) => expect(weak({ AUTH_SECRET })).toEqual(["AUTH_SECRET"]));

test.each(["admin", "token", "test-token", "your-token-goes-in-here", "111111111111111111111111"])(
  "ADMIN_API_TOKEN=%s is refused",
  (ADMIN_API_TOKEN) => expect(weak({ ADMIN_API_TOKEN })).toEqual(["ADMIN_API_TOKEN"]),
);

test.each([
  "admin",
  "password123",
  "Password123!",
  "1234567890",
  "qwertyuiop",
  "presswork2026",
  "P@ssw0rd1234",
])("ADMIN_PASSWORD=%s is refused", (ADMIN_PASSWORD) =>
  expect(weak({ ADMIN_PASSWORD })).toEqual(["ADMIN_PASSWORD"]),
);

test("a password that is the admin's own address is refused", () => {
  const own = { ADMIN_EMAIL: "wilhelmina.k@example.com", ADMIN_PASSWORD: "wilhelmina.k1" };
  expect(weak(own)).toEqual(["ADMIN_PASSWORD"]);
});

test.each(["short", "not base64 of thirty-two bytes"])("ENCRYPTION_KEY=%s is refused", (ENCRYPTION_KEY) => {
  expect(weak({ ENCRYPTION_KEY })).toEqual(["ENCRYPTION_KEY"]);
});

test("each says what to do", () => {
  for (const { advice } of weakSecrets({
    ...NONE,
    AUTH_SECRET: "x",
    ADMIN_API_TOKEN: "x",
    ADMIN_PASSWORD: "x",
  }))
    expect(advice).toMatch(/openssl rand|leave it out/);
});
