import { BoundedXml } from "#lib/datasets/bounded-xml.ts";
import { FileRefusal } from "#lib/datasets/file-refusal.ts";
import { localName } from "#lib/datasets/shared-strings.ts";
import { type CellRange, rangesOf } from "./cell-range.ts";

/** What a sheet says may stand in some of its cells, as it is written. */
export interface DataValidation {
  type: string;
  operator: string;
  /** Excel takes nothing else there; otherwise it asks, or says nothing at all. */
  isStrict: boolean;
  formula1: string;
  formula2: string;
  ranges: CellRange[];
}

/** What stands behind the rows of a sheet, as far as filling them asks for it. */
export interface SheetTail {
  validations: DataValidation[];
  merged: CellRange[];
}

const MOST_VALIDATIONS = 20_000;
const MOST_MERGED = 200_000;

/**
 * Reads what stands behind the rows of a sheet. Dropdowns stand in one of two places: those that name another sheet are
 * an extension of Office 2010, under other tags.
 * @param xml the sheet without its rows.
 * @throws FileRefusal `file_damaged`, and `file_too_complex` for more than any template has.
 */
export function readSheetTail(xml: string): SheetTail {
  const tail: SheetTail = { validations: [], merged: [] };
  let open: (Omit<DataValidation, "ranges"> & { cells: string }) | null = null;
  let into: "formula1" | "formula2" | "cells" | null = null;
  const parser = new BoundedXml({
    open: ({ name, attributes }) => {
      const tag = localName(name);
      if (tag === "mergeCell") {
        tail.merged.push(...rangesOf(attributes.ref ?? ""));
        if (tail.merged.length > MOST_MERGED) throw new FileRefusal("file_too_complex");
      } else if (tag === "dataValidation") {
        const {
          type = "none",
          operator = "between",
          errorStyle = "stop",
          showErrorMessage,
          sqref,
        } = attributes;
        const isStrict = errorStyle === "stop" && (showErrorMessage === "1" || showErrorMessage === "true");
        open = { type, operator, isStrict, formula1: "", formula2: "", cells: sqref ?? "" };
      } else if (open && (tag === "formula1" || tag === "formula2")) into = tag;
      else if (open && tag === "sqref") into = "cells";
    },
    text: (text) => {
      if (open && into) open[into] += text;
    },
    close: (name) => {
      const tag = localName(name);
      if (tag === "formula1" || tag === "formula2" || tag === "sqref") into = null;
      if (tag !== "dataValidation" || !open) return;
      const { cells, ...validation } = open;
      tail.validations.push({ ...validation, ranges: rangesOf(cells) });
      if (tail.validations.length > MOST_VALIDATIONS) throw new FileRefusal("file_too_complex");
      open = null;
    },
  });
  try {
    parser.write(xml);
    parser.close();
  } catch (cause) {
    throw cause instanceof FileRefusal
      ? cause
      : new FileRefusal("file_damaged", { part: "sheet" }, { cause });
  }
  return tail;
}
