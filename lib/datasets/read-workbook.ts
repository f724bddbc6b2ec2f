import type { SaxesTagPlain } from "saxes";
import { cutText } from "#lib/storable-text.ts";
import { BoundedXml } from "./bounded-xml.ts";
import { FileRefusal } from "./file-refusal.ts";
import { MergedCells } from "./merged-cells.ts";
import { momentText, type NumberFormat, numberFormatOf, numberText } from "./number-format.ts";
import { type Archive, openArchive } from "./open-archive.ts";
import { localName, SharedStrings } from "./shared-strings.ts";
import {
  type CellFault,
  type CellMark,
  isBlank,
  MAX_CELL_CHARACTERS,
  type SourceReader,
  type SourceRow,
} from "./source-row.ts";
import { unescapeText } from "./unescape-text.ts";

export interface WorkbookSheet {
  name: string;
  hidden: boolean;
  /** Where its XML is in the archive. */
  part: string;
}

/** A name that a workbook gives to cells or to a formula. */
export interface DefinedName {
  name: string;
  /** The only sheet that it holds on; `null`: it holds on all of them. */
  sheet: string | null;
  formula: string;
}

/** An opened .xlsx: what sheets it has, and the rows of one of them, streamed. */
export interface Workbook {
  sheets: WorkbookSheet[];
  /** The name of the sheet that the workbook opens with, or of the first that is not hidden. */
  shownSheet: string;
  definedNames: DefinedName[];
  /** @throws FileRefusal `sheet_not_found`. */
  openSheet(name: string | undefined): SourceReader;
  close(): void;
}

const MAX_COLUMNS = 16_384;
/** Parts that are read whole, such as the list of sheets. */
const MAX_SMALL_PART_CHARACTERS = 32 * 1024 ** 2;
const MAX_NAMES = 50_000;
const PLAIN: NumberFormat = { kind: "plain" };

/**
 * Opens a workbook without reading its rows.
 * @param path of the .xlsx.
 * @param scratch path of a file that may be made and removed beside it.
 * @throws FileRefusal when it is not a workbook, or damaged, encrypted or a zip bomb.
 */
export async function openWorkbook(path: string, scratch: string, fileBytes: number): Promise<Workbook> {
  const archive = await openArchive(path);
  try {
    const main = await mainPart(archive);
    const { sheets, active, date1904, definedNames } = await readSheets(archive, main);
    const shown = active?.hidden === false ? active : firstSheet(sheets);
    const folder = main.slice(0, main.lastIndexOf("/") + 1);
    const formats = await readFormats(
      archive,
      await relatedPart(archive, main, "styles", `${folder}styles.xml`),
    );
    const strings = await relatedPart(archive, main, "sharedStrings", `${folder}sharedStrings.xml`);
    return {
      sheets,
      shownSheet: shown?.name ?? "",
      definedNames,
      openSheet(name) {
        const sheet = name === undefined ? shown : sheets.find((one) => one.name === name);
        if (!sheet) {
          throw new FileRefusal("sheet_not_found", {
            sheet: name ?? "",
            sheets: sheets.map((s) => s.name).join(", "),
          });
        }
        return openSheet({ archive, sheet, strings, scratch, formats, date1904, fileBytes });
      },
      close: () => archive.close(),
    };
  } catch (error) {
    archive.close();
    throw error;
  }
}

function firstSheet(sheets: WorkbookSheet[]): WorkbookSheet | undefined {
  return sheets.find((sheet) => !sheet.hidden) ?? sheets[0];
}

interface Relation {
  id: string;
  type: string;
  target: string;
}

async function mainPart(archive: Archive): Promise<string> {
  const relations = await readRelations(archive, "_rels/.rels", "");
  const main = relations.find(({ type }) => type === "officeDocument")?.target ?? "xl/workbook.xml";
  if (main.endsWith(".bin")) throw new FileRefusal("workbook_binary");
  if (archive.has("content.xml") && archive.has("mimetype")) throw new FileRefusal("workbook_open_document");
  if (!archive.has(main) || !main.endsWith(".xml")) throw new FileRefusal("zip_without_workbook");
  return main;
}

async function readSheets(archive: Archive, main: string) {
  const relations = await readRelations(archive, ...relationsOf(main));
  const sheets: WorkbookSheet[] = [];
  let date1904 = false;
  let activeTab = 0;
  let tab = -1;
  let active: WorkbookSheet | undefined;
  const tabs: string[] = [];
  const names: (DefinedName & { tab: string | undefined })[] = [];
  let named: (typeof names)[number] | null = null;
  const open = ({ name, attributes }: SaxesTagPlain) => {
    const tag = localName(name);
    if (tag === "workbookPr") date1904 = isTrue(attribute(attributes, "date1904"));
    if (tag === "workbookView") activeTab = Number(attribute(attributes, "activeTab") ?? activeTab);
    if (tag === "definedName") {
      named = {
        name: attribute(attributes, "name") ?? "",
        sheet: null,
        formula: "",
        tab: attributes.localSheetId,
      };
      if (names.length < MAX_NAMES) names.push(named);
    }
    if (tag !== "sheet") return;
    tab++;
    tabs.push(attribute(attributes, "name") ?? "");
    const relation = relations.find(({ id }) => id === attribute(attributes, "id"));
    if (relation?.type !== "worksheet" || !archive.has(relation.target)) return;
    const hidden = (attribute(attributes, "state") ?? "visible") !== "visible";
    const sheet = { name: attribute(attributes, "name") ?? "", hidden, part: relation.target };
    sheets.push(sheet);
    if (tab === activeTab) active = sheet;
  };
  const close = (name: string) => {
    if (localName(name) === "definedName") named = null;
  };
  await parsePart(archive, main, open, close, (text) => {
    if (named) named.formula += text;
  });
  if (sheets.length === 0) throw new FileRefusal("workbook_without_sheets");
  const definedNames = names.map(({ tab: of, ...rest }) => ({
    ...rest,
    sheet: of === undefined ? null : (tabs[Number(of)] ?? null),
  }));
  return { sheets, active: active as WorkbookSheet | undefined, date1904, definedNames };
}

async function relatedPart(archive: Archive, main: string, type: string, usual: string): Promise<string> {
  const relations = await readRelations(archive, ...relationsOf(main));
  return relations.find((relation) => relation.type === type)?.target ?? usual;
}

function relationsOf(part: string): [path: string, folder: string] {
  const slash = part.lastIndexOf("/") + 1;
  return [`${part.slice(0, slash)}_rels/${part.slice(slash)}.rels`, part.slice(0, slash)];
}

async function readRelations(archive: Archive, path: string, folder: string): Promise<Relation[]> {
  const relations: Relation[] = [];
  await parsePart(archive, path, ({ name, attributes }) => {
    if (localName(name) !== "Relationship") return;
    const target = attribute(attributes, "Target") ?? "";
    relations.push({
      id: attribute(attributes, "Id") ?? "",
      type: (attribute(attributes, "Type") ?? "").split("/").at(-1) ?? "",
      target: target.startsWith("/")
        ? target.slice(1)
        : new URL(folder + target, "zip:///").pathname.slice(1),
    });
  });
  return relations;
}

async function readFormats(archive: Archive, part: string): Promise<NumberFormat[]> {
  const codes = new Map<number, string>();
  const formats: NumberFormat[] = [];
  let inCellFormats = false;
  await parsePart(
    archive,
    part,
    ({ name, attributes }) => {
      const tag = localName(name);
      const id = Number(attribute(attributes, "numFmtId") ?? 0);
      if (tag === "numFmt") codes.set(id, attribute(attributes, "formatCode") ?? "");
      else if (tag === "cellXfs") inCellFormats = true;
      else if (tag === "xf" && inCellFormats) formats.push(numberFormatOf(id, codes.get(id)));
    },
    (name) => {
      if (localName(name) === "cellXfs") inCellFormats = false;
    },
  );
  return formats;
}

async function parsePart(
  archive: Archive,
  part: string,
  onOpen: (tag: SaxesTagPlain) => void,
  onClose?: (name: string) => void,
  onText?: (text: string) => void,
): Promise<void> {
  if (!archive.has(part)) return;
  const parser = new BoundedXml({
    open: onOpen,
    ...(onClose && { close: onClose }),
    ...(onText && { text: onText }),
  });
  let characters = 0;
  for await (const text of archive.text(part)) {
    characters += text.length;
    if (characters > MAX_SMALL_PART_CHARACTERS) throw new FileRefusal("file_too_complex");
    damagedUnlessParsed(part, () => parser.write(text));
  }
  damagedUnlessParsed(part, () => parser.close());
}

function damagedUnlessParsed(part: string, parse: () => void): void {
  try {
    parse();
  } catch (cause) {
    throw cause instanceof FileRefusal ? cause : new FileRefusal("file_damaged", { part }, { cause });
  }
}

interface OpenedSheet {
  archive: Archive;
  sheet: WorkbookSheet;
  strings: string;
  scratch: string;
  formats: NumberFormat[];
  date1904: boolean;
  fileBytes: number;
}

function openSheet({
  archive,
  sheet,
  strings,
  scratch,
  formats,
  date1904,
  fileBytes,
}: OpenedSheet): SourceReader {
  const packed = Math.max(1, archive.packedBytes(sheet.part));
  let packedRead = 0;
  let shared: SharedStrings | null = null;
  return {
    async *rows() {
      shared = new SharedStrings(archive.text(strings), scratch);
      const merged = await MergedCells.read(archive.text(sheet.part));
      const parser = new SheetParser(formats, date1904, merged);
      const chunks = archive.text(sheet.part, (bytes) => {
        packedRead = bytes;
      });
      for await (const text of chunks) {
        damagedUnlessParsed(sheet.part, () => parser.write(text));
        const rows = parser.takeRows();
        if (rows.length > 0) yield await resolve(rows, shared, strings);
      }
      damagedUnlessParsed(sheet.part, () => parser.close());
      packedRead = packed;
    },
    bytesRead: () => Math.round((packedRead / packed) * fileBytes),
    async close() {
      await shared?.close();
    },
  };
}

/** A row whose cells may still be numbers of shared strings. */
interface ParsedRow {
  sourceRow: number;
  cells: (string | number)[];
  faults?: CellFault[];
  marks?: CellMark[];
}

async function resolve(rows: ParsedRow[], shared: SharedStrings, part: string): Promise<SourceRow[]> {
  let last = -1;
  for (const { cells } of rows)
    for (const cell of cells) if (typeof cell === "number" && cell > last) last = cell;
  try {
    await shared.readUpTo(last);
  } catch (cause) {
    throw cause instanceof FileRefusal ? cause : new FileRefusal("file_damaged", { part }, { cause });
  }
  const resolved: SourceRow[] = [];
  for (const { sourceRow, cells, faults, marks } of rows) {
    const texts = cells.map((cell) => (typeof cell === "string" ? cell : shared.at(cell)));
    if (texts.includes(null)) throw new FileRefusal("file_damaged", { part });
    const row = { sourceRow, cells: texts as string[], ...(faults && { faults }), ...(marks && { marks }) };
    if (!isBlank(row)) resolved.push(row);
  }
  return resolved;
}

/** Turns the XML of a sheet into rows of cell texts. */
class SheetParser {
  readonly #parser = new BoundedXml({
    open: ({ name, attributes }) => this.#open(localName(name), attributes),
    close: (name) => this.#close(localName(name)),
    text: (text) => this.#add(text),
  });
  readonly #formats: NumberFormat[];
  readonly #date1904: boolean;
  readonly #merged: MergedCells;
  #rows: ParsedRow[] = [];
  #row: ParsedRow | null = null;
  #lastRow = 0;
  #column = -1;
  #type = "n";
  #format = PLAIN;
  #collects: "value" | "text" | "formula" | null = null;
  #inPhonetic = false;
  #value: string | null = null;
  #formula: string | null = null;
  #isTooLong = false;
  #hasRichValue = false;

  constructor(formats: NumberFormat[], date1904: boolean, merged: MergedCells) {
    this.#formats = formats;
    this.#date1904 = date1904;
    this.#merged = merged;
  }

  write(text: string): void {
    this.#parser.write(text);
  }

  close(): void {
    this.#parser.close();
  }

  takeRows(): ParsedRow[] {
    const rows = this.#rows;
    this.#rows = [];
    return rows;
  }

  #open(tag: string, attributes: Record<string, string>): void {
    if (tag === "c") this.#openCell(attributes);
    else if (tag === "v") this.#collect("value");
    else if (tag === "t" && !this.#inPhonetic) this.#collect("text");
    else if (tag === "f") {
      this.#collects = "formula";
      this.#formula ??= "";
    } else if (tag === "rPh") this.#inPhonetic = true;
    else if (tag === "row") {
      // Rows only ever go down the sheet; an import that goes on after a crash counts on it.
      this.#lastRow = Math.max(Number(attributes.r ?? 0), this.#lastRow + 1);
      this.#row = { sourceRow: this.#lastRow, cells: [] };
      this.#column = -1;
    }
  }

  #openCell(attributes: Record<string, string>): void {
    this.#column = columnOf(attributes.r) ?? this.#column + 1;
    if (this.#column >= MAX_COLUMNS) throw new FileRefusal("file_too_complex");
    this.#type = attributes.t ?? "n";
    this.#format = this.#formats[Number(attributes.s ?? 0)] ?? PLAIN;
    this.#value = null;
    this.#formula = null;
    this.#isTooLong = false;
    this.#hasRichValue = attributes.vm !== undefined;
  }

  // An empty <v> is a value too: what a formula that gives "" leaves.
  #collect(what: "value" | "text"): void {
    this.#collects = what;
    this.#value ??= "";
  }

  #add(text: string): void {
    if (this.#collects === null) return;
    if (this.#collects === "formula") {
      this.#formula = cutText((this.#formula ?? "") + text, MAX_CELL_CHARACTERS);
      return;
    }
    const value = (this.#value ?? "") + text;
    this.#isTooLong ||= value.length > MAX_CELL_CHARACTERS;
    this.#value = cutText(value, MAX_CELL_CHARACTERS);
  }

  #close(tag: string): void {
    if (tag === "v" || tag === "t" || tag === "f") this.#collects = null;
    else if (tag === "rPh") this.#inPhonetic = false;
    else if (tag === "c") this.#closeCell();
    else if (tag === "row" && this.#row) {
      if (this.#merged.fill(this.#row.sourceRow, this.#row.cells)) this.#mark("merged");
      this.#rows.push(this.#row);
      this.#row = null;
    }
  }

  #closeCell(): void {
    if (!this.#row) return;
    const value = this.#value;
    if (this.#isPicture()) {
      this.#mark("picture");
      return;
    }
    // A formula of text may give an empty one; of a program that only writes formulas, an empty value says none.
    if (value === null || (value === "" && this.#type !== "str")) {
      if (this.#formula !== null) this.#fault("formula_without_value", `=${this.#formula}`);
      return;
    }
    if (this.#isTooLong) {
      this.#fault("cell_too_long", `${cutText(value, 200)}…`);
      return;
    }
    if (this.#type === "e") {
      this.#fault("cell_error", value);
      return;
    }
    const { cells } = this.#row;
    while (cells.length < this.#column) cells.push("");
    cells[this.#column] = this.#text(value);
  }

  #text(value: string): string | number {
    switch (this.#type) {
      case "s":
        return Number(value);
      case "inlineStr":
      case "str":
        return unescapeText(value);
      case "b":
        return isTrue(value) ? "true" : "false";
      case "d":
        return momentText(value, this.#format);
      default:
        return numberText(value, this.#format, this.#date1904);
    }
  }

  // WPS places pictures by a function of its own; Excel by a rich value, which others read as an error. What a formula of
  // Excel's leaves as such a value is an error (`#SPILL!`, `#CALC!`), unless it shows a picture.
  #isPicture(): boolean {
    if (this.#type === "e") {
      const mayShow = this.#formula === null || /(^|\W|\.)IMAGE\(/i.test(this.#formula);
      return mayShow && this.#hasRichValue && this.#value === "#VALUE!";
    }
    return /(^|\.)DISPIMG\(/i.test(this.#formula ?? "") || /^=(_xlfn\.)?DISPIMG\(/i.test(this.#value ?? "");
  }

  #mark(mark: CellMark): void {
    if (!this.#row) return;
    this.#row.marks ??= [];
    if (!this.#row.marks.includes(mark)) this.#row.marks.push(mark);
  }

  #fault(rule: CellFault["rule"], value: string): void {
    if (!this.#row) return;
    this.#row.faults ??= [];
    this.#row.faults.push({ cell: this.#column, rule, value });
  }
}

/** The column of a cell reference, from 0: "B7" is 1. */
function columnOf(reference: string | undefined): number | null {
  if (!reference) return null;
  let column = 0;
  for (let at = 0; at < reference.length; at++) {
    const code = reference.charCodeAt(at) & ~0x20;
    if (code < 65 || code > 90) break;
    column = column * 26 + code - 64;
  }
  return column - 1;
}

/** An attribute by its name without prefix. */
function attribute(attributes: Record<string, string>, name: string): string | undefined {
  if (name in attributes) return attributes[name];
  const key = Object.keys(attributes).find((one) => localName(one) === name);
  return key === undefined ? undefined : attributes[key];
}

function isTrue(value: string | undefined): boolean {
  return value === "1" || value?.toLowerCase() === "true";
}
