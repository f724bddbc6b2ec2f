/** What somebody wrote about a document, one detail a line; or the first line that is none, from 1. */
export type ReadMetadata = { metadata: Record<string, string | string[]> } | { badLine: number };

const PARTED = /^([^:：]+)[:：](.+)$/;

/** Reads lines such as `brand: Acme` and `season: spring, summer`; empty lines say nothing. */
export function readMetadataLines(text: string): ReadMetadata {
  const metadata: Record<string, string | string[]> = {};
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const [, name = "", written = ""] = PARTED.exec(line) ?? [];
    const values = written.split(/[,，、]/).flatMap((value) => value.trim() || []);
    const [first] = values;
    if (name.trim() === "" || first === undefined) return { badLine: index + 1 };
    metadata[name.trim()] = values.length === 1 ? first : values;
  }
  return { metadata };
}
