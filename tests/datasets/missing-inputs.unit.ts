import { NextIntlClientProvider } from "next-intl";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import type { ColumnMatch } from "#components/datasets/column-match.ts";
import { type AskedInput, MissingInputs, missingInputs } from "#components/datasets/missing-inputs.tsx";
import { messages } from "#lib/i18n/namespaces.ts";

const match = (name: string, taken = true): ColumnMatch => ({
  ...{ header: name, name, taken, type: "text", required: false },
});
const inputs: AskedInput[] = [
  { name: "colour", required: false, onMissing: "block" },
  { name: "size", required: true, onMissing: "default" },
  { name: "brand", required: true, onMissing: "block" },
  { name: "notes", required: true, onMissing: "skip" },
  { name: "name", required: true, onMissing: "block" },
];

test("an input is missing where no column that is taken has its name, those a launch needs first", () => {
  const matches = [match(" name "), match("brand", false)];
  expect(missingInputs(inputs, matches).map(({ name }) => name)).toEqual([
    "brand",
    "colour",
    "size",
    "notes",
  ]);
  expect(
    missingInputs(
      inputs,
      inputs.map(({ name }) => match(name)),
    ),
  ).toEqual([]);
});

test("what each lack means is told", () => {
  const list = createElement(MissingInputs, { inputs, matches: [match("name")] });
  const inLanguage = { locale: "en" as const, messages: messages.en, timeZone: "UTC", children: list };
  const text = renderToStaticMarkup(createElement(NextIntlClientProvider, inLanguage)).replace(
    /<[^>]*>/g,
    "",
  );
  for (const line of [
    "brand — a launch is refused without",
    "colour — optional",
    "size — a default is used",
    "notes — rows without are left out",
  ])
    expect(text).toContain(line);
});
