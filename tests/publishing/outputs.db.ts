import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { readXlsx } from "hucre/xlsx";
import Papa from "papaparse";
import { beforeAll, expect, test } from "vitest";
import type { FileFormat } from "#lib/publishing/channels/file/file-config.ts";
import { createPublication } from "#lib/publishing/create-publication.ts";
import { writePublication } from "#lib/publishing/write-publication.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";
import { seedBatch, seedMember } from "../review/seed-batch.ts";

// Outputs that models really give, published in every format and read back. A csv has an apostrophe before what a
// spreadsheet would run; a workbook has the text as it is, but for what begins with = or @. Line ends may be \n.
interface Case {
  name: string;
  why: string;
  output: { title: string; bullets: string[]; price: number; spec: Record<string, string>; desc: string };
  source?: Record<string, string>;
}

const cases = JSON.parse(readFileSync(join(import.meta.dirname, "outputs.json"), "utf8")) as Case[];
const dataDir = temporaryFolder();
const columns = ["=danger", "note"];
const text = { type: "text", description: "", required: true };
const outputs = [
  { ...text, name: "title" },
  { ...text, name: "bullets", type: "list" },
  { ...text, name: "price", type: "number" },
  { ...text, name: "spec", type: "object", fields: ["material", "note"].map((name) => ({ ...text, name })) },
  { ...text, name: "desc" },
];

beforeAll(() => {
  process.env.DATA_DIR = dataDir;
});

describeOnDatabase("an output as models really give it", () => {
  test("is exactly itself in a JSONL file", async () => {
    const lines = (await publish("jsonl")).toString("utf8").trimEnd().split("\n");
    const read = lines.map((line) => JSON.parse(line));
    for (const [at, { name, output, source }] of cases.entries()) {
      expect(read[at].output, name).toEqual(output);
      if (source) expect(read[at].source, name).toEqual(source);
    }
  });

  test("is its text in a CSV file, and nothing a spreadsheet would run", async () => {
    const file = (await publish("csv")).toString("utf8").slice(1);
    const [header, ...rows] = Papa.parse<string[]>(file, { skipEmptyLines: true }).data;
    expect(header?.slice(0, 2)).toEqual(["'=danger", "note"]);
    for (const [at, one] of cases.entries())
      for (const [column, expected] of Object.entries(cellsOf(one)))
        expect(lineEnds(rows[at]?.[header!.indexOf(column)]), `${one.name}: ${column}`).toBe(
          lineEnds(mayRun(expected) ? `'${expected}` : expected),
        );
  });

  test("is its text in a text cell of a workbook", async () => {
    const { sheets } = await readXlsx(await publish("xlsx"));
    const [header, ...rows] = sheets[0]!.rows;
    for (const [at, one] of cases.entries()) {
      for (const [column, expected] of Object.entries(cellsOf(one))) {
        const cell = rows[at]?.[header!.indexOf(column)];
        expect(typeof cell, `${one.name}: ${column}`).toBe(column === "price" ? "number" : "string");
        const marked = /^[=@]/.test(expected) ? `'${expected}` : expected;
        expect(lineEnds(String(cell)), `${one.name}: ${column}`).toBe(lineEnds(marked));
      }
    }
  });
});

function cellsOf({ output, source = {} }: Case): Record<string, string> {
  const { title, bullets, price, spec, desc } = output;
  const parts = { "spec.material": spec.material ?? "", "spec.note": spec.note ?? "" };
  const sources =
    source["=danger"] === undefined ? {} : { "'=danger": source["=danger"], note: source.note ?? "" };
  return { ...sources, title, bullets: bullets.join("\n"), price: String(price), ...parts, desc };
}

function mayRun(cell: string): boolean {
  return /^[=+\-@]/.test(cell) && !/^[+-][\d.,]+$/.test(cell);
}

function lineEnds(cell: string | undefined): string | undefined {
  return cell?.replace(/\r\n?/g, "\n");
}

async function publish(format: FileFormat): Promise<Buffer> {
  const operator = await seedMember("Ana", ["operator"]);
  const nth = (list: unknown[]) => sql`(${JSON.stringify(list)}::jsonb -> (n - 1)::int)`;
  const batchId = await seedBatch({
    launchedBy: operator,
    items: cases.length,
    reviewState: "approved",
    columns,
    outputs,
    output: nth(cases.map(({ output }) => output)),
    values: nth(cases.map(({ source }) => source ?? {})),
  });
  const created = await createPublication(operator, { batchId, channel: { kind: "file", format } });
  if (!created.ok) throw new Error(created.refusal.code);
  await writePublication({ publicationId: created.value.id }, new AbortController().signal);
  return readFileSync(join(dataDir, "publications", created.value.id));
}
