/** What a cell of an exported table holds; `null` is an empty one. */
export type Cell = string | number | boolean | null;

/**
 * A text that a spreadsheet would run. It takes a cell for a formula by its first character, in full width or small too; spaces,
 * tabs and line ends before it are skipped by some, invisible characters by others. A plain number with its sign is none.
 */
export const STARTS_FORMULA =
  /^[\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]*(?:[=@＝＋－＠﹦﹢﹣﹫]|[+-](?![\d.,]+$))|^[\t\r\n]/u;

// Signs begin temperatures and lists too; these begin nothing that people write.
const STARTS_FORMULA_ALONE = /^[\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]*[=@＝＠﹦﹫]/u;

// biome-ignore lint/suspicious/noControlCharactersInRegex: characters that XML has no place for
const NOT_IN_A_CELL = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;

/**
 * Text as it may stand in a spreadsheet cell: never a formula, nothing that XML cannot hold. What would start
 * one gets an apostrophe before it; numbers of our own are not text and do not come this way.
 */
export function cellText(text: string): string {
  const printable = printableText(text);
  return STARTS_FORMULA.test(printable) ? `'${printable}` : printable;
}

/**
 * Text as it may stand in a text cell of a workbook, which runs nothing: only what begins like nothing but a formula
 * gets an apostrophe before it, for whoever saves the sheet as text.
 */
export function workbookText(text: string): string {
  const printable = printableText(text);
  return STARTS_FORMULA_ALONE.test(printable) ? `'${printable}` : printable;
}

/** Text without what XML cannot hold. */
export function printableText(text: string): string {
  return text.replace(NOT_IN_A_CELL, "").toWellFormed();
}
