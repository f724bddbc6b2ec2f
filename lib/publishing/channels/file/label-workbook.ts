import { open } from "node:fs/promises";
import { AppError } from "#lib/app-error.ts";
import { endRecords, readDirectory, readPart, storedEntry } from "./zip-records.ts";

const PROPERTY = "AIGC";

/**
 * Gives a workbook written by the streaming writer its document property `AIGC` (docProps/custom.xml). The writer
 * puts the two parts that must name it last, so only the file's end is written anew, whatever its size.
 */
export async function labelWorkbook(path: string, label: object): Promise<void> {
  const file = await open(path, "r+");
  try {
    const entries = await readDirectory(file);
    const rels = entries.findIndex(({ name }) => name === "_rels/.rels");
    const kept = entries.slice(0, rels);
    const rewritten = entries.slice(rels);
    const [start] = rewritten;
    if (!start || rewritten.length !== 2 || rewritten[1]?.name !== "[Content_Types].xml")
      throw new AppError("The workbook's parts are not in the order they were expected in.");
    const [relsXml = "", typesXml = ""] = await Promise.all(rewritten.map((entry) => readPart(file, entry)));
    const parts = labelParts({ rels: relsXml, types: typesXml, custom: null }, label);
    await file.truncate(start.localOffset);
    let at = start.localOffset;
    const records = kept.map(({ record }) => record);
    for (const { name, xml } of parts) {
      const { local, central } = storedEntry(name, Buffer.from(xml), at);
      await file.write(local, 0, local.length, at);
      records.push(central);
      at += local.length;
    }
    const directory = Buffer.concat(records);
    const end = Buffer.concat([directory, endRecords(records.length, directory.length, at)]);
    await file.write(end, 0, end.length, at);
  } finally {
    await file.close();
  }
}

/** The label a workbook carries, as text; `null` for none. */
export async function readWorkbookLabel(path: string): Promise<string | null> {
  const file = await open(path, "r");
  try {
    const entries = await readDirectory(file);
    const custom = entries.find(({ name }) => name === "docProps/custom.xml");
    if (!custom) return null;
    const value = new RegExp(`name="${PROPERTY}"><vt:lpwstr>([^<]*)<`).exec(await readPart(file, custom));
    return value?.[1] === undefined ? null : unescapeXml(value[1]);
  } finally {
    await file.close();
  }
}

/** The parts of a workbook that carry its label or say where it is. */
export const LABEL_PARTS = {
  custom: "docProps/custom.xml",
  rels: "_rels/.rels",
  types: "[Content_Types].xml",
} as const;

/**
 * Those parts with a label in them, in place of one that was there; other properties of the document stay.
 * @param there their texts as they are; `null` for one that is not.
 */
export function labelParts(
  there: Record<keyof typeof LABEL_PARTS, string | null>,
  label: object,
): { name: string; xml: string }[] {
  const { custom, rels, types } = LABEL_PARTS;
  if (there.rels === null || there.types === null)
    throw new AppError("A part of the workbook is not what was expected.");
  const { properties, types: valueTypes, relation } = STRICT.test(there.rels) ? STRICT_NAMES : NAMES;
  const property = (id: number) =>
    `<property xmlns="${properties}" xmlns:vt="${valueTypes}" fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="${id}" ` +
    `name="${PROPERTY}"><vt:lpwstr>${escapeXml(JSON.stringify(label))}</vt:lpwstr></property>`;
  const empty =
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' +
    `<Properties xmlns="${properties}"></Properties>`;
  const others = (there.custom ?? empty)
    .replace(FORMER, "")
    .replace(/<([\w.-]+:)?Properties([^>]*)\/>/, "<$1Properties$2></$1Properties>");
  const ids = [...others.matchAll(/\spid="(\d+)"/g)].map(([, id]) => Number(id));
  const isNamed = there.rels.includes(`${relation}"`);
  const isTyped = /\/docProps\/custom\.xml"/i.test(there.types);
  return [
    { name: custom, xml: before("Properties", others, property(Math.max(1, ...ids) + 1)) },
    { name: rels, xml: isNamed ? there.rels : before("Relationships", there.rels, relationship(relation)) },
    { name: types, xml: isTyped ? there.types : before("Types", there.types, OVERRIDE) },
  ];
}

const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006";
const NAMES = {
  properties: `${OFFICE}/custom-properties`,
  types: `${OFFICE}/docPropsVTypes`,
  relation: `${OFFICE}/relationships/custom-properties`,
};
/** "Strict Open XML", as Excel saves it too, calls everything otherwise (ISO/IEC 29500-1). */
const STRICT = /"http:\/\/purl\.oclc\.org\/ooxml\//;
const STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument";
const STRICT_NAMES = {
  properties: `${STRICT_OFFICE}/customProperties`,
  types: `${STRICT_OFFICE}/docPropsVTypes`,
  relation: `${STRICT_OFFICE}/relationships/customProperties`,
};
const FORMER = new RegExp(
  `<(?:[\\w.-]+:)?property\\s[^>]*\\bname="${PROPERTY}"[^>]*>.*?</(?:[\\w.-]+:)?property>`,
  "s",
);
const relationship = (type: string) =>
  '<Relationship xmlns="http://schemas.openxmlformats.org/package/2006/relationships" Id="rIdAigc" ' +
  `Type="${type}" Target="docProps/custom.xml"/>`;
const OVERRIDE =
  '<Override xmlns="http://schemas.openxmlformats.org/package/2006/content-types" PartName="/docProps/custom.xml" ' +
  'ContentType="application/vnd.openxmlformats-officedocument.custom-properties+xml"/>';

function before(element: string, xml: string, added: string): string {
  const end = xml.search(new RegExp(`</(?:[\\w.-]+:)?${element}\\s*>\\s*$`));
  if (end < 0) throw new AppError("A part of the workbook is not what was expected.");
  return xml.slice(0, end) + added + xml.slice(end);
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c] ?? c);
}

function unescapeXml(text: string): string {
  const named: Record<string, string> = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"' };
  return text.replace(/&(?:amp|lt|gt|quot);/g, (entity) => named[entity] ?? entity);
}
