export type TableDensity = "compact" | "normal";

/** How high a row is drawn, with its line: what scrolling reckons with. */
export const rowHeightPx: Record<TableDensity, number> = { compact: 27, normal: 33 };

/** The class that gives a cell this height. */
export const cellHeight: Record<TableDensity, string> = { compact: "h-row-compact", normal: "h-row" };
