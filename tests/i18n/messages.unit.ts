import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { IntlMessageFormat } from "intl-messageformat";
import { describe, expect, test } from "vitest";
import { locales } from "#lib/i18n/locales.ts";
import { messages } from "#lib/i18n/namespaces.ts";

type Texts = { [key: string]: string | Texts };

const sources = ["app", "components", "lib", "db"].flatMap(filesUnder).filter((path) => /\.tsx?$/.test(path));
const code = sources.map((path) => ({ path, text: readFileSync(path, "utf8") }));

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name));
}

/** "a.b.c" for every text of a language. */
function keysOf(texts: Texts, prefix = ""): string[] {
  return Object.entries(texts).flatMap(([key, text]) =>
    typeof text === "string" ? [prefix + key] : keysOf(text, `${prefix}${key}.`),
  );
}

function textAt(texts: Texts, key: string): string {
  let at: string | Texts | undefined = texts;
  for (const part of key.split(".")) at = typeof at === "object" ? at[part] : undefined;
  return typeof at === "string" ? at : "";
}

/** The values a text takes: names in braces, also inside the branches of a plural or select. */
function placeholdersOf(text: string): string[] {
  const names = new Set<string>();
  let at = 0;
  const message = () => {
    while (at < text.length && text[at] !== "}") {
      if (text[at++] !== "{") continue;
      const [argument = "", name = "", kind] = /^\s*(\w+)\s*(?:,\s*(\w+))?/.exec(text.slice(at)) ?? [];
      names.add(name);
      at += argument.length;
      // Branches of a plural or select are messages of their own; a style after a kind is skipped.
      const hasBranches = kind === "plural" || kind === "select" || kind === "selectordinal";
      while (at < text.length && text[at] !== "}") {
        if (text[at++] !== "{" || !hasBranches) continue;
        message();
        at++;
      }
      at++;
    }
  };
  message();
  return [...names].sort();
}

interface Use {
  path: string;
  /** The full key, or the literal start of one. */
  key: string;
  isPrefix: boolean;
  /** The whole argument is this literal, so the key must exist. */
  isSure: boolean;
}

/** The string and template literals of the first argument of a call whose text starts after its "(". */
function literalsOf(argument: string): { start: string; isPrefix: boolean; isSure: boolean }[] {
  const literals: { start: string; isPrefix: boolean; at: number; length: number }[] = [];
  let depth = 0;
  let end = 0;
  while (end < argument.length) {
    const literal = /^(?:"([^"\n]*)"|`([^`]*)`)/.exec(argument.slice(end, end + 200));
    if (literal) {
      const [whole, plain, template] = literal;
      const start = plain ?? template?.split("${")[0] ?? "";
      literals.push({
        start,
        isPrefix: plain === undefined && whole.includes("${"),
        at: end,
        length: whole.length,
      });
      end += whole.length;
      continue;
    }
    const letter = argument[end] ?? "";
    if ("([{".includes(letter)) depth++;
    if (")]}".includes(letter) && depth-- === 0) break;
    if (letter === "," && depth === 0) break;
    end++;
  }
  const whole = argument.slice(0, end).trim().length;
  return literals.map(({ start, isPrefix, length }) => ({ start, isPrefix, isSure: length === whole }));
}

/**
 * The keys a file asks for: translators are found by the name they are bound to and the namespace they are
 * made with, wherever in the file; a translator made with no namespace takes whole keys.
 */
function usesIn({ path, text }: { path: string; text: string }): Use[] {
  const made =
    /(?:(?:const|let)\s+(\w+)\s*=\s*(?:await\s+)?(?:useTranslations|getTranslations)\(\s*(?:"([^"]*)")?|(\w+)\??:\s*ReturnType<typeof (?:useTranslations|getTranslations)<"([^"]*)">>)/g;
  const namespaces = new Map<string, Set<string>>();
  for (const [, name, namespace, parameter, itsNamespace] of text.matchAll(made)) {
    const key = name ?? parameter ?? "";
    namespaces.set(key, (namespaces.get(key) ?? new Set()).add(namespace ?? itsNamespace ?? ""));
  }
  const uses: Use[] = [];
  for (const [name, spaces] of namespaces) {
    const called = new RegExp(`(?<![\\w.])${name}(?:\\.(?:rich|markup|raw|has))?\\(`, "g");
    for (const call of text.matchAll(called)) {
      const literals = literalsOf(text.slice(call.index + call[0].length));
      // A key that is a variable is typed by its namespace: all of that part counts as used.
      if (literals.length === 0)
        for (const space of spaces)
          if (space.includes(".")) uses.push({ path, key: `${space}.`, isPrefix: true, isSure: false });
      for (const { start, ...literal } of literals) {
        const candidates = [...spaces].map((space) => ({
          path,
          key: space ? `${space}.${start}` : start,
          ...literal,
        }));
        const known = candidates.filter(isKnown);
        uses.push(...(known.length > 0 ? known : candidates.slice(0, 1)));
      }
    }
  }
  return uses;
}

const english = keysOf(messages.en as Texts);
const uses = code.flatMap(usesIn);

function isKnown({ key, isPrefix }: Pick<Use, "key" | "isPrefix">): boolean {
  return isPrefix ? english.some((known) => known.startsWith(key)) : english.includes(key);
}

describe("the texts of the screens", () => {
  test.each(locales)("every text of %s can be read as a message", (locale) => {
    const broken = keysOf(messages[locale] as Texts).filter((key) => {
      try {
        return !new IntlMessageFormat(textAt(messages[locale] as Texts, key), locale, undefined, {
          ignoreTag: false,
        });
      } catch {
        return true;
      }
    });
    expect(broken).toEqual([]);
  });

  for (const locale of locales.filter((other) => other !== "en")) {
    test(`${locale} has every key that English has, and no other`, () => {
      expect(keysOf(messages[locale] as Texts).sort()).toEqual([...english].sort());
    });

    test(`${locale} names the same values as English in every text`, () => {
      const different = english.filter((key) => {
        const [ours, theirs] = [textAt(messages.en as Texts, key), textAt(messages[locale] as Texts, key)];
        return placeholdersOf(ours).join() !== placeholdersOf(theirs).join();
      });
      expect(different).toEqual([]);
    });
  }

  test("no refusal has two texts", () => {
    const codes = english.flatMap(
      (key) => /^(?:errors|\w+\.(?:errors|verdicts))\.(.+)$/.exec(key)?.[1] ?? [],
    );
    expect(codes.filter((code, position) => codes.indexOf(code) !== position)).toEqual([]);
  });

  test("no text is empty", () => {
    const empty = locales.flatMap((locale) =>
      keysOf(messages[locale] as Texts).filter((key) => textAt(messages[locale] as Texts, key).trim() === ""),
    );
    expect(empty).toEqual([]);
  });

  test("every key the code asks for exists", () => {
    const unknown = uses
      .filter((use) => use.isSure && !isKnown(use))
      .map(({ path, key }) => `${key} (${path})`);
    expect(unknown).toEqual([]);
  });

  test("every key is asked for by some code", () => {
    const strings = code.map(({ text }) => text).join("\n");
    const codePrefixes = [...strings.matchAll(/`([a-z]\w*_)\$\{/g)].map((match) => match[1] ?? "");
    const exact = new Set(uses.filter((use) => !use.isPrefix).map(({ key }) => key));
    const prefixes = uses.filter((use) => use.isPrefix).map(({ key }) => key);
    const unused = english.filter((key) => {
      if (exact.has(key) || prefixes.some((prefix) => key.startsWith(prefix))) return false;
      // A refusal's code is a word where it is refused; some keys travel through a table first.
      const tail = key.slice(key.indexOf(".") + 1);
      const errorCode = /^(?:errors|\w+\.(?:errors|verdicts))\.(.+)$/.exec(key)?.[1];
      if (errorCode !== undefined) {
        const isBuilt = codePrefixes.some((prefix) => errorCode.startsWith(prefix));
        return !isBuilt && !new RegExp(`\\b${errorCode}\\b`).test(strings);
      }
      return !(tail.includes(".") && strings.includes(`"${tail}"`));
    });
    expect(unused).toEqual([]);
  });
});
