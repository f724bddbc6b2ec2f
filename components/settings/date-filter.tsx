"use client";
import { parseAsString, useQueryState } from "nuqs";
import { DayInput } from "#components/ui/day-input.tsx";

/** A day kept in the URL under `param`. */
export function DateFilter({ param, label }: { param: string; label: string }) {
  const [value, setValue] = useQueryState(
    param,
    parseAsString.withDefault("").withOptions({ shallow: false, history: "replace", scroll: false }),
  );
  return <DayInput label={label} value={value} onChange={(day) => void setValue(day === "" ? null : day)} />;
}
