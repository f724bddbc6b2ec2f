import { withoutCjk } from "#lib/folded-text.ts";

// Looked for from the "@" on: a long text without one is not looked through again from every letter.
const DOMAIN = /^(?:[\p{L}\p{N}-]{1,63}\.){1,8}\p{L}{2,24}/u;
const NAME = /[\p{L}\p{N}._%+-]{1,64}$/u;
const LONGEST_DOMAIN = 253;
const LONGEST_NAME = 64;

/** Places of e-mail addresses in a folded text. */
export function* emailsIn(text: string): Generator<[from: number, to: number]> {
  if (!text.includes("@")) return;
  const plain = withoutCjk(text);
  for (let at = plain.indexOf("@"); at >= 0; at = plain.indexOf("@", at + 1)) {
    const name = plain.slice(Math.max(0, at - LONGEST_NAME), at).match(NAME)?.[0];
    const domain = plain.slice(at + 1, at + 1 + LONGEST_DOMAIN).match(DOMAIN)?.[0];
    if (name && domain) yield [at - name.length, at + 1 + domain.length];
  }
}
