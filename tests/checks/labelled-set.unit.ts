import { expect, test } from "vitest";
import {
  type LabelledCheck,
  type LabelledLanguage,
  type LabelledRecord,
  labelKinds,
  labelledLanguages,
  labelledText,
  readLabelled,
} from "./labelled/records.ts";

const parts = labelledLanguages.map((language) => ({
  language,
  tuning: readLabelled(language, "tuning"),
  heldOut: readLabelled(language, "held-out"),
}));
const records = parts.flatMap(({ tuning, heldOut }) => [...tuning, ...heldOut]);

const leastRecords: Record<LabelledLanguage, number> = { zh: 310, en: 310, de: 100, ja: 100 };
const checks = Object.keys(labelKinds) as LabelledCheck[];

test("there are as many records in each language as published figures need, two fifths held out", () => {
  for (const { language, tuning, heldOut } of parts) {
    const all = tuning.length + heldOut.length;
    expect(all, language).toBeGreaterThanOrEqual(leastRecords[language]);
    expect(heldOut.length / all, language).toBeGreaterThan(0.38);
    expect(heldOut.length / all, language).toBeLessThan(0.42);
  }
});

test("both parts are drawn from the same mix of clean controls and of what each check should find", () => {
  for (const { language, tuning, heldOut } of parts) {
    for (const part of [tuning, heldOut]) {
      expect(part.filter(isClean).length / part.length, language).toBeGreaterThan(0.35);
      for (const check of checks)
        expect(withCheck(part, check).length, `${language} ${check}`).toBeGreaterThan(0);
    }
    for (const check of checks) {
      const difference =
        withCheck(tuning, check).length / tuning.length - withCheck(heldOut, check).length / heldOut.length;
      expect(Math.abs(difference), `${language} ${check}`).toBeLessThan(0.06);
    }
  }
});

test("every kind of finding a check knows is labelled somewhere in zh and in en", () => {
  for (const language of ["zh-CN", "en"]) {
    const labels = records
      .filter((record) => record.language === language)
      .flatMap((record) => record.expected);
    for (const check of checks)
      for (const kind of labelKinds[check])
        expect(
          labels.some((label) => label.check === check && label.kind === kind),
          `${language} ${check} ${kind}`,
        ).toBe(true);
  }
});

test("an id is one record's only, and says its language", () => {
  expect(new Set(records.map((record) => record.id)).size).toBe(records.length);
  for (const { language, tuning, heldOut } of parts)
    for (const record of [...tuning, ...heldOut]) {
      expect(record.id).toMatch(new RegExp(`^${language}-\\d{4}$`));
      expect(record.language).toBe(language === "zh" ? "zh-CN" : language);
    }
});

test("no row and no description serves both tuning and measuring", () => {
  const tuned = new Set(parts.flatMap(({ tuning }) => tuning.flatMap(traces)));
  for (const record of parts.flatMap(({ heldOut }) => heldOut))
    for (const trace of traces(record)) expect(tuned.has(trace), record.id).toBe(false);
});

test("every labelled text stands word for word in the field it names", () => {
  for (const record of records)
    for (const label of [...record.expected, ...record.supported]) {
      expect(label.text, record.id).not.toBe("");
      expect(labelledText(record, label.field), `${record.id} ${label.text}`).toContain(label.text);
    }
});

test("a label's kind is one of its check's, and its column one the row has a value in", () => {
  for (const record of records) {
    for (const { check, kind, column } of record.expected) {
      expect(labelKinds[check], record.id).toContain(kind);
      if (column !== null) expect(record.row[column], `${record.id} ${column}`).toBeTruthy();
      if (check !== "claims") expect(column, record.id).toBeNull();
    }
    for (const { column } of record.supported)
      expect(record.row[column], `${record.id} ${column}`).toBeTruthy();
  }
});

test("no words are both supported by the row and to be found", () => {
  for (const record of records)
    for (const { field, text } of record.expected)
      for (const fact of record.supported.filter((fact) => fact.field === field))
        expect(text.includes(fact.text) || fact.text.includes(text), `${record.id} ${text}`).toBe(false);
});

test("a field in a wrong language is labelled whole", () => {
  for (const record of records)
    for (const { field, kind, text } of record.expected)
      if (kind === "wrong-language") expect(text, record.id).toBe(labelledText(record, field));
});

test("ids and cards that are to be found carry right check digits, and numbers that look like them do not", () => {
  for (const record of records) {
    const numbers = record.expected.filter(({ kind }) => kind === "id-number" || kind === "bank-card");
    for (const { kind, text } of numbers)
      expect(
        kind === "bank-card" ? isCardNumber(digits(text)) : isResidentId(digits(text)),
        `${record.id} ${text}`,
      ).toBe(true);

    const unlabelled = [record.output.title, record.output.description, ...(record.output.bullets ?? [])].map(
      (text) => record.expected.reduce((rest, label) => rest.replaceAll(label.text, " "), text),
    );
    for (const number of unlabelled.flatMap((text) => text.match(/\d(?:[ -]?[\dX])+/g) ?? [])) {
      expect(isResidentId(digits(number)), `${record.id} ${number}`).toBe(false);
      if (digits(number).length >= 15)
        expect(isCardNumber(digits(number)), `${record.id} ${number}`).toBe(false);
    }
  }
});

test("about a third of zh and en outputs are written from a row in the other language", () => {
  const foreign: [LabelledLanguage, (record: LabelledRecord) => boolean][] = [
    ["zh", (record) => !hasHan(record)],
    ["en", hasHan],
  ];
  for (const [language, isForeign] of foreign) {
    const all = records.filter((record) => record.id.startsWith(language));
    expect(all.filter(isForeign).length / all.length, language).toBeGreaterThan(0.25);
  }
});

function isClean(record: LabelledRecord): boolean {
  return record.expected.length === 0;
}

function withCheck(part: readonly LabelledRecord[], check: LabelledCheck): LabelledRecord[] {
  return part.filter((record) => record.expected.some((label) => label.check === check));
}

function traces(record: LabelledRecord): string[] {
  return [JSON.stringify(record.row), record.output.description];
}

function hasHan(record: LabelledRecord): boolean {
  return /\p{Script=Han}/u.test(Object.values(record.row).join());
}

function digits(text: string): string {
  return text.replaceAll(/[^\dX]/g, "");
}

/** GB 11643: seventeen digits weighted by powers of two, the last sign making their sum 1 modulo 11. */
function isResidentId(number: string): boolean {
  if (!/^\d{17}[\dX]$/.test(number)) return false;
  const values = [...number].map((sign) => (sign === "X" ? 10 : Number(sign)));
  return values.reduce((sum, value, index) => sum + value * (2 ** (17 - index) % 11), 0) % 11 === 1;
}

function isCardNumber(number: string): boolean {
  if (!/^\d{14,19}$/.test(number)) return false;
  const values = [...number].reverse().map((sign, index) => Number(sign) * (index % 2 === 0 ? 1 : 2));
  return values.reduce((sum, value) => sum + (value > 9 ? value - 9 : value), 0) % 10 === 0;
}
