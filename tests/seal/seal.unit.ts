import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { seal, unseal } from "#lib/seal.ts";

const newKey = () => randomBytes(32).toString("base64");

beforeEach(() => vi.stubEnv("ENCRYPTION_KEY", newKey()));
afterEach(() => vi.unstubAllEnvs());

test("a sealed secret opens to itself and shows nothing of it", () => {
  const sealed = seal("sk-secret-密钥", "provider-1");
  expect(sealed).not.toContain("secret");
  expect(unseal(sealed, "provider-1")).toBe("sk-secret-密钥");
});

test("the same secret never looks the same twice", () => {
  expect(seal("sk-secret", "a")).not.toBe(seal("sk-secret", "a"));
});

test("a secret does not open for another owner", () => {
  const sealed = seal("sk-secret", "provider-1");
  expect(() => unseal(sealed, "provider-2")).toThrow("belongs to something else");
});

test("every changed character is noticed", () => {
  const sealed = seal("sk-secret", "a");
  const body = sealed.lastIndexOf(".") + 1;
  for (let i = body; i < sealed.length - 1; i++) {
    const other = sealed[i] === "A" ? "B" : "A";
    expect(() => unseal(sealed.slice(0, i) + other + sealed.slice(i + 1), "a")).toThrow();
  }
  expect(() => unseal("v1.nonsense", "a")).toThrow("known format");
});

test("after a rotation old secrets open and new ones use the new key", () => {
  const oldKey = newKey();
  vi.stubEnv("ENCRYPTION_KEY", oldKey);
  const old = seal("sk-old", "a");
  const key = newKey();
  vi.stubEnv("ENCRYPTION_KEY", `${key},${oldKey}`);
  expect(unseal(old, "a")).toBe("sk-old");
  const sealed = seal("sk-new", "a");
  vi.stubEnv("ENCRYPTION_KEY", key);
  expect(unseal(sealed, "a")).toBe("sk-new");
  expect(() => unseal(old, "a")).toThrow("no longer holds");
});

test("a key of the wrong length is said to be one", () => {
  vi.stubEnv("ENCRYPTION_KEY", "c2hvcnQ=");
  expect(() => seal("sk-secret", "a")).toThrow("32 bytes");
  vi.stubEnv("ENCRYPTION_KEY", "");
  expect(() => seal("sk-secret", "a")).toThrow("not set");
});
