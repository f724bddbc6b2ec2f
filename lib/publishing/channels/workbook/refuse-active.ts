import { FileRefusal } from "#lib/datasets/file-refusal.ts";
import type { Archive } from "#lib/datasets/open-archive.ts";

const MACROS = /(^|\/)vbaproject[^/]*\.bin$|(^|\/)(macrosheets|intlmacrosheets|dialogsheets)\//;
const CONTROLS = /(^|\/)activex\//;
const EXTERNAL_LINK = /(^|\/)externallinks\/[^/]+\.xml$/;
const IS_MACRO = /macroEnabled|vbaProject|xlMacrosheet/i;
const PACKAGE_PARTS = ["[content_types].xml", "xl/_rels/workbook.xml.rels"];
const MOST_CHARACTERS = 8 * 1024 ** 2;

/**
 * Refuses a workbook that does something when it is opened: what we hand on would do it to others.
 * @throws FileRefusal `workbook_macros`, `workbook_controls` or `workbook_dde`.
 */
export async function refuseActive(archive: Archive): Promise<void> {
  const names = archive.names();
  const [types = "", relations = ""] = await Promise.all(PACKAGE_PARTS.map((part) => textOf(archive, part)));
  if (names.some((name) => MACROS.test(name)) || IS_MACRO.test(types) || IS_MACRO.test(relations))
    throw new FileRefusal("workbook_macros");
  if (names.some((name) => CONTROLS.test(name))) throw new FileRefusal("workbook_controls");
  // Wherever it lies: the list of types calls it what it is.
  const typed = [...types.matchAll(/<[^>]*externalLink\+xml[^>]*>/gi)].map(
    ([tag]) => /PartName\s*=\s*["']\/?([^"']*)/i.exec(tag)?.[1]?.toLowerCase() ?? "",
  );
  for (const name of new Set([...typed, ...names.filter((one) => EXTERNAL_LINK.test(one))]))
    if (/<(?:[\w.-]+:)?(?:ddeLink|oleLink)\b/.test(await textOf(archive, name)))
      throw new FileRefusal("workbook_dde");
}

async function textOf(archive: Archive, part: string): Promise<string> {
  let text = "";
  for await (const chunk of archive.text(part)) {
    text += chunk;
    if (text.length > MOST_CHARACTERS) throw new FileRefusal("file_too_complex");
  }
  return text;
}
