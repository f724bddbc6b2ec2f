import * as crypto from "node:crypto";
import { describe, expect, test, vi } from "vitest";

vi.mock("node:crypto", { spy: true });
// Another file may have loaded it with what it is without the spy.
vi.resetModules();
const { hashPassword, makePassword, passwordFits } = await import("#lib/auth/password.ts");

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

  test("nobody's password fits nothing and takes the work that somebody's does", async () => {
    const hash = await hashPassword("correct horse battery");
    const workOf = async (given: string | null) => {
      vi.mocked(crypto.scrypt).mockClear();
      expect(await passwordFits("wrong password", given)).toBe(false);
      return vi
        .mocked(crypto.scrypt)
        .mock.calls.map(([password, salt, bytes, cost]) => [
          password,
          Buffer.from(salt as Buffer).length,
          bytes,
          cost,
        ]);
    };
    const known = await workOf(hash);
    expect(known).toEqual([["wrong password", 16, 32, expect.objectContaining({ N: 2 ** 15, r: 8, p: 3 })]]);
    expect(await workOf(null)).toEqual(known);
  });

  test("made-up passwords are long and never the same", () => {
    const made = Array.from({ length: 200 }, makePassword);
    expect(new Set(made).size).toBe(200);
    expect(made.every((password) => /^(?:[A-Za-z2-9]{5}-){3}[A-Za-z2-9]{5}$/.test(password))).toBe(true);
  });
});
