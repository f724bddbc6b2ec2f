import { expect, test } from "vitest";
import { numbersOf } from "#lib/checks/kept-parts/numbers-of.ts";
import { placeholdersOf } from "#lib/checks/kept-parts/placeholders-of.ts";
import { tagsOf, unbalancedTag } from "#lib/checks/kept-parts/tags-of.ts";
import { readLexiconTable } from "#lib/checks/lexicons/files/lexicon-table.ts";
import { LexiconMatcher } from "#lib/checks/lexicons/lexicon-matcher.ts";
import { asRead } from "#lib/checks/lexicons/lookalike-letters.ts";
import { starterLexicons } from "#lib/checks/lexicons/starter-lexicons.ts";
import { readableText } from "#lib/checks/readable-text.ts";
import { fitsType, inferType } from "#lib/datasets/column-type.ts";
import { detectDelimiter } from "#lib/datasets/detect-delimiter.ts";
import { detectQuotes } from "#lib/datasets/detect-quotes.ts";
import { likelyHeader, normaliseHeader, tidyHeader } from "#lib/datasets/header.ts";
import { numberFormatOf } from "#lib/datasets/number-format.ts";
import { bareLine, parseLine } from "#lib/datasets/read-json-lines.ts";
import { tidyCells } from "#lib/datasets/tidy-cells.ts";
import { unescapeText } from "#lib/datasets/unescape-text.ts";
import { foldText } from "#lib/folded-text.ts";
import { readGlossaryTable } from "#lib/glossaries/glossary-table.ts";
import { countTokens } from "#lib/models/count-tokens.ts";
import { classifyAnswer } from "#lib/models/endpoints/classify.ts";
import { complaintIn } from "#lib/models/endpoints/complaint.ts";
import { readCompletion } from "#lib/models/endpoints/read-completion.ts";
import { durationMs } from "#lib/models/endpoints/reported-limits.ts";
import { answerWithoutSecrets, withoutSecrets } from "#lib/models/endpoints/without-secrets.ts";
import { coerceOutput } from "#lib/templates/coerce-output.ts";
import { findJson } from "#lib/templates/find-json.ts";
import { guardMarkers, markersOf, showMarkers } from "#lib/templates/prompt-markers.ts";
import { behindReasoning } from "#lib/templates/reasoning-tag.ts";
import type { OutputField } from "#lib/templates/template.ts";
import { growsFaster, HOSTILE } from "#tests/fixtures/hostile-texts.ts";

const field = (name: string, type: OutputField["type"]): OutputField => ({
  ...{ name, type, description: "", required: true },
});
const fields = [
  field("title", "text"),
  field("price", "number"),
  { ...field("size", "choice"), choices: ["S", "M"] },
];
const sections = {
  role: "",
  task: "# Product\n<product>{{name}}</product>\n```\n{{notes}}\n```\n【Notes】\n##Tight",
};
const markers = markersOf(sections as never);
const holder = {
  ...{
    apiKey: "sk-Ab3dEf9hIj5kLm7nOp",
    headers: {},
    baseUrl: "https://x.example/v1",
    providerKind: "openai",
  },
} as Parameters<typeof withoutSecrets>[0];
const now = new Date("2026-11-22T00:00:00Z");
const inError = (message: string) => JSON.stringify({ error: { message, type: "invalid_request_error" } });
const attempt = (work: () => unknown) => {
  try {
    return work();
  } catch (error) {
    return error;
  }
};

/** Whatever looks at what a model wrote, a file holds or a provider answers, besides the checks. */
const patterned = new LexiconMatcher(
  starterLexicons.map((lexicon, index) => ({ ...lexicon, id: String(index), version: 1 })),
  "2026-01-01",
);

const READERS: Record<string, (text: string) => unknown> = {
  "the search for JSON": findJson,
  "the search for JSON in a text of JSON": (text) => findJson(JSON.stringify(text)),
  "the search for reasoning": behindReasoning,
  "the mending of an output": (text) =>
    coerceOutput(fields, { title: text, price: text, size: text, [text]: 1 }),
  "the guard of a prompt": (text) => showMarkers(guardMarkers(text, markers), markers),
  "the search for an author's tags": (text) => markersOf({ task: text } as never),
  "the count of tokens": (text) => countTokens(text, "qwen-plus"),
  "the mask of secrets": (text) => withoutSecrets(holder, text),
  "the mask of credentials": (text) => answerWithoutSecrets(holder, { text }),
  "the class of an error": (text) =>
    [400, 429, 500].map((status) => classifyAnswer({ status, headers: {}, body: text }, 0, now)),
  "the class of a worded error": (text) =>
    [400, 403, 429].map((status) => classifyAnswer({ status, headers: {}, body: inError(text) }, 0, now)),
  "the complaint of an answer": (text) => complaintIn({ status: 400, body: text }, { text, param: "" }),
  "the complaint of too many tokens": (text) =>
    complaintIn(
      { status: 400, body: "" },
      { text: `max_tokens exceed the context length ${text}`, param: "" },
    ),
  "a wait": durationMs,
  "an answer": (text) => attempt(() => readCompletion(text)),
  "an answer of events": (text) => attempt(() => readCompletion(`data: ${text}\n\n`)),
  "a line of JSON": (text) => parseLine(bareLine(text)),
  "a line of a list": (text) => parseLine(bareLine(`[{${text}`)),
  "a cell": (text) => [tidyCells([text], ","), tidyCells([`="${text}`], ",")],
  "the cells of a record": (text) => tidyCells(text.split(","), ","),
  "the format of a cell": (text) => numberFormatOf(164, text),
  "the delimiter of a file": detectDelimiter,
  "the quotes of a file": (text) => detectQuotes(`a\tb\n${text}`, "\t"),
  "the type of a column": (text) => [inferType([text]), fitsType(text, "number")],
  "a header": (text) => [tidyHeader(text), normaliseHeader(text), likelyHeader([[text], ["a", "b"]])],
  "a string of a workbook": unescapeText,
  "the table of a lexicon": (text) =>
    readLexiconTable([
      { line: 1, cells: ["term", "validFrom", "exceptions"] },
      { line: 2, cells: [text, text, text] },
    ]),
  "the table of a glossary": (text) =>
    readGlossaryTable([
      { line: 1, cells: ["term", text] },
      { line: 2, cells: [text, text] },
    ]),
  "a folded text": foldText,
  "a text as its reader sees it": readableText,
  "letters of other alphabets": (text) => asRead(foldText(text)),
  "the terms of a lexicon": (text) => patterned.find(readableText(text)),
  "the placeholders of a translation": placeholdersOf,
  "the tags of a translation": (text) => unbalancedTag(tagsOf(text)),
  "the numbers of a translation": (text) => numbersOf(text, "de"),
};

test.each(Object.keys(HOSTILE))(
  "a long text of %s takes no reader more than a few times what half of it does",
  (name) => {
    for (const [reader, read] of Object.entries(READERS)) expect(growsFaster(name, read), reader).toBe(false);
  },
);

test("a format of numbers as long as no spreadsheet takes it is none", () => {
  expect(numberFormatOf(164, `${"\\a".repeat(130)}yyyy`)).toEqual({ kind: "plain" });
});

test("many parts of a secret in one run are masked, and what stands between them stays", () => {
  const text = "Ab3dEf9h%".repeat(20_000);
  expect(withoutSecrets(holder, text)).toBe("[secret]%".repeat(20_000));
});
