/** Which workbook a channel fills and where in it, as somebody sets it. */
export interface WorkbookDraft {
  uploadId: string;
  sheet: string;
  headerRow: number | null;
  firstRow: number | null;
  keyColumn: string | null;
  required: string[];
}

/** Before a workbook is sent. */
export const NO_WORKBOOK: WorkbookDraft = {
  uploadId: "",
  sheet: "",
  headerRow: null,
  firstRow: null,
  keyColumn: null,
  required: [],
};
