import { performance } from "node:perf_hooks";
import { describe, expect, test } from "vitest";
import { hashPassword, makePassword, passwordFits } from "#lib/auth/password.ts";

describe("passwords", () => {
  test("a password fits its own hash and no other does", async () => {
    const hash = await hashPassword("correct horse battery");
    expect(await passwordFits("correct horse battery", hash)).toBe(true);
    expect(await passwordFits("correct horse batterz", hash)).toBe(false);
    expect(await passwordFits("", hash)).toBe(false);
  });

  test("the same password is hashed differently each time, with its cost in the hash", async () => {
    const [one, two] = await Promise.all([hashPassword("same password"), hashPassword("same password")]);
    expect(one).not.toBe(two);
    expect(one).toMatch(/^scrypt\$15\$8\$3\$/);
  });

  test("a hash of another cost still fits", async () => {
    // N 2^14, r 8, p 1, as RFC 7914 has it, of "pleaseletmein" with salt "SodiumChloride".
    const salt = Buffer.from("SodiumChloride").toString("base64url");
    const key = Buffer.from(
      "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887",
      "hex",
    ).toString("base64url");
    expect(await passwordFits("pleaseletmein", `scrypt$14$8$1$${salt}$${key}`)).toBe(true);
  });

  test("composed and decomposed letters are the same password", async () => {
    const hash = await hashPassword("passwörter".normalize("NFD"));
    expect(await passwordFits("passwörter".normalize("NFC"), hash)).toBe(true);
  });

  test("nobody's password fits nothing and takes as long as somebody's", async () => {
    const hash = await hashPassword("correct horse battery");
    await passwordFits("warm up", hash);
    const took = async (given: string | null) => {
      const startedAt = performance.now();
      expect(await passwordFits("wrong password", given)).toBe(false);
      return performance.now() - startedAt;
    };
    const times = { known: [] as number[], unknown: [] as number[] };
    for (let round = 0; round < 5; round++) {
      times.known.push(await took(hash));
      times.unknown.push(await took(null));
    }
    const ratio = Math.min(...times.unknown) / Math.min(...times.known);
    expect(ratio).toBeGreaterThan(0.5);
    expect(ratio).toBeLessThan(2);
  });

  test("made-up passwords are long and never the same", () => {
    const made = Array.from({ length: 200 }, makePassword);
    expect(new Set(made).size).toBe(200);
    expect(made.every((password) => /^(?:[A-Za-z2-9]{5}-){3}[A-Za-z2-9]{5}$/.test(password))).toBe(true);
  });
});
