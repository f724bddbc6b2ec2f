/** Text whose own `_xHHHH_` a workbook would take for one of its escapes, escaped so that it is shown as it is. */
export function escapeText(text: string): string {
  return text.includes("_x") ? text.replace(/_(?=x[0-9A-Fa-f]{4}_)/g, "_x005F_") : text;
}
