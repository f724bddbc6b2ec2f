/** The kinds of file that managed tables are given as. */
export const TABLE_FORMATS = ["csv", "xlsx"] as const;

export type TableFormat = (typeof TABLE_FORMATS)[number];
