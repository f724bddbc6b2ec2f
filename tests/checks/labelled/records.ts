import { readFileSync } from "node:fs";

/** The kinds a label of each check may have. */
export const labelKinds = {
  claims: [
    "quantity",
    "unit-conversion-wrong",
    "material",
    "colour",
    "origin",
    "certificate",
    "award",
    "brand",
    "product-name",
    "property",
  ],
  lexicon: ["absolute-term", "medical-claim", "profanity"],
  "personal-data": ["id-number", "bank-card", "phone", "email", "other-id"],
  links: ["url", "bare-domain", "messenger-id"],
  language: ["wrong-language", "mixed"],
} as const;

export type LabelledCheck = keyof typeof labelKinds;

/** `title`, `description`, or `bullets.N` counted from nought. */
export type LabelledField = "title" | "description" | `bullets.${number}`;

export type LabelledRecord = {
  id: string;
  /** The language that was asked for. */
  language: "zh-CN" | "en" | "de" | "ja";
  row: Record<string, string>;
  output: { title: string; description: string; bullets?: string[] };
  /** What a check should find; `column` is the one contradicted, null where the row says nothing. */
  expected: {
    check: LabelledCheck;
    field: LabelledField;
    text: string;
    kind: (typeof labelKinds)[LabelledCheck][number];
    column: string | null;
  }[];
  /** Facts the row does state, in whatever words: a finding here is a false alarm. */
  supported: { field: LabelledField; text: string; column: string }[];
};

export const labelledLanguages = ["zh", "en", "de", "ja"] as const;
export type LabelledLanguage = (typeof labelledLanguages)[number];
/** Rules may be tuned on the one; the other is only ever measured on. */
export type LabelledPart = "tuning" | "held-out";

/** Reads one part of the labelled set in one language, in the order of its file. */
export function readLabelled(language: LabelledLanguage, part: LabelledPart): LabelledRecord[] {
  return readFileSync(new URL(`${language}.${part}.jsonl`, import.meta.url), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

/** The text of the field a label names, undefined where the output has no such field. */
export function labelledText(record: LabelledRecord, field: LabelledField): string | undefined {
  if (field === "title" || field === "description") return record.output[field];
  return record.output.bullets?.[Number(field.slice("bullets.".length))];
}
