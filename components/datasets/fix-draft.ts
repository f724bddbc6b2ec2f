import type { CellFix } from "#lib/datasets/cell-fix.ts";

/** What a person is about to do with the cells of one column that break one rule. */
export interface FixDraft {
  do: CellFix["do"];
  find: string;
  by: string;
  value: string;
}

const EMPTY_DRAFT: FixDraft = { do: "replace", find: "", by: "", value: "" };

/** Where to start: what is empty has no text that could be found. */
export function startDraft(rule: string): FixDraft {
  return { ...EMPTY_DRAFT, do: rule === "missing_value" ? "set" : "replace" };
}

/** The fix that a draft stands for; `null` while it does nothing. */
export function fixOf({ column, rule }: Pick<CellFix, "column" | "rule">, draft: FixDraft): CellFix | null {
  if (draft.do === "set") {
    const fillsNothing = rule === "missing_value" && draft.value.trim() === "";
    return fillsNothing ? null : { column, rule, do: "set", value: draft.value };
  }
  return draft.find === "" ? null : { column, rule, do: "replace", find: draft.find, by: draft.by };
}
