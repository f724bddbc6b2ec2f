import { globSync, readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { messages } from "#lib/i18n/namespaces.ts";

type Texts = { [key: string]: string | Texts };

function textsOf(texts: Texts, prefix = ""): [key: string, text: string][] {
  return Object.entries(texts).flatMap(([key, text]) =>
    typeof text === "string" ? [[prefix + key, text] as [string, string]] : textsOf(text, `${prefix}${key}.`),
  );
}

const chinese = textsOf(messages["zh-CN"] as Texts);
const english = new Map(textsOf(messages.en as Texts));
const guide = "docs/guide/zh-CN";

/** One word a thing: what the glossary has another word for. */
const REPLACED = [
  ...[
    "您",
    "服务商",
    "已计划",
    "发起人",
    "公式已中和",
    "按键",
    "活动于",
    "另可能计费",
    "每条通过成本",
    "针对",
    "词元",
  ],
  ...["「", "」"],
];

test("a thing has one word in Chinese, on screens and in the handbook", () => {
  const chapters = readdirSync(guide).map(
    (name) => [name, readFileSync(`${guide}/${name}`, "utf8")] as const,
  );
  const found = [...chinese, ...chapters].flatMap(([key, text]) =>
    REPLACED.filter((word) => text.includes(word)).map((word) => `${key}: ${word}`),
  );
  expect(found).toEqual([]);
});

test("a number that English groups by thousands is grouped in Chinese", () => {
  const bare = chinese.flatMap(([key, text]) =>
    [...text.matchAll(/\{(\w+)\}/g)]
      .filter(([, name]) => new RegExp(`\\{${name}, (?:plural|number)`).test(english.get(key) ?? ""))
      .map(([, name]) => `${key}: ${name}`),
  );
  expect(bare).toEqual([]);
});

test("marks beside Chinese are in full width, and a token is written in one way", () => {
  const plain = (text: string) => text.replace(/\{\w+, (?:select|plural|number)[^{}]*/g, "");
  const half = /\p{Script=Han}[,;:!?()]|[,;:!?()]\p{Script=Han}/u;
  const wrong = chinese.filter(([, text]) => half.test(plain(text)) || /\p{Script=Han} ?token/u.test(text));
  expect(wrong).toEqual([]);
});

test("marks between words are of the reader's language too where markup puts them together", () => {
  const sources = globSync("{app,components}/**/*.{ts,tsx}").map((name) => [
    name,
    readFileSync(name, "utf8"),
  ]);
  // A text of the messages before a colon, or a list of such parted by commas; and what a component is given as a label.
  const halves = [
    /\bt(?:\.\w+)?\((?:[^()`]|`[^`]*`)*\)\}: /g,
    /\bt\((?:[^()`]|`[^`]*`)*\)\)\.join\("[,;] "\)/g,
    /\b(?:label|title|word)\}: \$\{/gi,
    /: \$?\{t\(/g,
  ];
  const found = sources.flatMap(([name, text = ""]) =>
    halves.flatMap((half) => [...text.matchAll(half)].map(([words]) => `${name}: ${words}`)),
  );
  expect(found).toEqual([]);
});
