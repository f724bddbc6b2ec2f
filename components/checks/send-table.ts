import type { Problem } from "#lib/api/problem.ts";

/** What a file makes of a managed table. */
export interface ImportedTable<Entry> {
  counts: { added: number; changed: number; removed: number; unchanged: number; unreadable: number };
  changes: TableChange<Entry>[];
  unreadable: { line: number; code: string; text: string }[];
  version: number | null;
}

/** What became of an entry. */
export interface TableChange<Entry> {
  kind: "added" | "changed" | "removed";
  term: string;
  before: Entry | null;
  after: Entry | null;
}

export interface TableImport {
  /** Of the API, such as `/lexicons/<id>`. */
  path: string;
  file: File;
  keepMissing: boolean;
  dryRun: boolean;
  version: number;
}

/** Sends a file for a managed table. @throws TableRefused; whatever `fetch` throws where the connection is lost. */
export async function sendTable<Entry>({
  path,
  file,
  ...choice
}: TableImport): Promise<ImportedTable<Entry>> {
  const form = new FormData();
  for (const [name, value] of Object.entries(choice)) form.append(name, String(value));
  form.append("file", file);
  const answer = await fetch(`/api/v1${path}/import`, { method: "POST", body: form });
  const body: unknown = await answer.json();
  if (!answer.ok) throw new TableRefused(body as Problem);
  return body as ImportedTable<Entry>;
}

/** Why a file was not taken, in the API's own words. */
export class TableRefused extends Error {
  constructor({ detail }: Problem) {
    super(detail);
  }
}
