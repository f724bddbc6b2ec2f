import { explicitLabel } from "#lib/ai-label.ts";
import type { Cell } from "#lib/spreadsheet-cell.ts";
import type { OutputField } from "#lib/templates/template.ts";
import type { PublishedItem } from "../channel.ts";

/** What items say of themselves in a file. */
export interface Marks {
  /** The simulated provider wrote them. */
  simulated: boolean;
  /** They are AI-generated, beside their texts. */
  labelled: boolean;
}

/** One column of a published table. */
export interface PublishedColumn {
  header: string;
  part: "source" | "output" | "item";
  cellOf(item: PublishedItem): Cell;
}

/**
 * The columns of a published table: the source's, one for each output field (an object's parts by dotted names),
 * then what identifies and labels the item. Output fields keep their names; whatever else has one of them gets
 * its part's name before it.
 * @param written makes a text one that is safe in the file.
 */
export function publishedColumns(
  sourceColumns: readonly string[],
  fields: readonly OutputField[],
  marks: Marks,
  written: (text: string) => string,
): PublishedColumn[] {
  const outputs = fields.flatMap((field) =>
    outputColumns(field, field.name, (output) => output[field.name], written),
  );
  const taken = new Set(outputs.map(({ header }) => header));
  const free = (header: string, part: "source" | "item") => {
    let name = header;
    while (taken.has(name)) name = `${part}.${name}`;
    taken.add(name);
    return name;
  };
  const sources = sourceColumns.map(
    (name): PublishedColumn => ({
      header: free(name, "source"),
      part: "source",
      cellOf: ({ source }) => written(source[name] ?? ""),
    }),
  );
  const items = itemColumns(marks).map((column) => ({ ...column, header: free(column.header, "item") }));
  return [...sources, ...outputs, ...items].map((column) => ({ ...column, header: written(column.header) }));
}

/**
 * The columns of a table by the channel's own names: those it asked for, and what labels the item where that stands
 * beside its texts.
 */
export function mappedColumns(
  names: readonly string[],
  marks: Marks,
  written: (text: string) => string,
): PublishedColumn[] {
  const mapped = names.map(
    (name): PublishedColumn => ({
      header: name,
      part: "output",
      cellOf: ({ fields }) => toCell(fields[name], written),
    }),
  );
  const labels = markColumns(marks).filter(({ header }) => !names.includes(header));
  return [...mapped, ...labels].map((column) => ({ ...column, header: written(column.header) }));
}

function itemColumns(marks: Marks): PublishedColumn[] {
  return [
    { header: "language", part: "item", cellOf: ({ language }) => language },
    { header: "item_id", part: "item", cellOf: ({ itemId }) => itemId },
    ...markColumns(marks),
  ];
}

function markColumns({ simulated, labelled }: Marks): PublishedColumn[] {
  const columns: PublishedColumn[] = [];
  if (labelled)
    columns.push(
      { header: "ai_generated", part: "item", cellOf: () => true },
      { header: "ai_label", part: "item", cellOf: ({ language }) => explicitLabel(language) },
    );
  if (simulated) columns.push({ header: "simulated", part: "item", cellOf: () => true });
  return columns;
}

function outputColumns(
  field: OutputField,
  header: string,
  read: (output: Record<string, unknown>) => unknown,
  written: (text: string) => string,
): PublishedColumn[] {
  if (field.type === "object" && field.fields?.length)
    return field.fields.flatMap((part) =>
      outputColumns(part, `${header}.${part.name}`, (output) => partOf(read(output), part.name), written),
    );
  return [{ header, part: "output", cellOf: ({ output }) => toCell(read(output), written) }];
}

function partOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function toCell(value: unknown, written: (text: string) => string): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === "number" || typeof value === "boolean") return value;
  return written(asText(value));
}

/** A value as people read it in one cell: a list one entry a line, an object `name: value` a line. */
export function asText(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) {
    const entries = value.map(asText);
    return entries.join(value.some((entry) => typeof entry === "object" && entry !== null) ? "\n\n" : "\n");
  }
  if (typeof value === "object")
    return Object.entries(value)
      .map(([name, part]) => `${name}: ${asText(part)}`)
      .join("\n");
  return String(value);
}

/** An item as a line of JSONL: nothing flattened, nothing neutralised, and its labels. */
export function jsonLine({ itemId, language, source, output }: PublishedItem, marks: Marks): string {
  return lineOf({ item_id: itemId, language, source, output }, language, marks);
}

/** The same by the channel's own names. */
export function mappedLine({ itemId, key, language, fields }: PublishedItem, marks: Marks): string {
  return lineOf({ item_id: itemId, key, language, fields }, language, marks);
}

function lineOf(item: object, language: string, { simulated, labelled }: Marks): string {
  const line = {
    ...item,
    ...(labelled && { ai_generated: true, ai_label: explicitLabel(language) }),
    ...(simulated && { simulated }),
  };
  return `${JSON.stringify(line)}\n`;
}
