import type { DatasetColumn } from "./dataset.ts";

/** Whether a column is likely to hold pictures: addresses, or those of products that were frozen. */
export function holdsPictures({ type, name }: Pick<DatasetColumn, "type" | "name">): boolean {
  return type === "url" || name === "pictures";
}
