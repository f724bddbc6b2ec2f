"use client";
import { parseAsString, useQueryState } from "nuqs";
import { Input } from "#components/ui/input.tsx";

/** A day kept in the URL under `param`. */
export function DateFilter({ param, label }: { param: string; label: string }) {
  const [value, setValue] = useQueryState(
    param,
    parseAsString.withDefault("").withOptions({ shallow: false, history: "replace", scroll: false }),
  );
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is inside, drawn by the component library
    <label className="flex items-center gap-1.5 text-muted text-xs">
      {label}
      <Input
        type="date"
        value={value}
        onValueChange={(next) => setValue(next === "" ? null : next)}
        className="h-7 w-34 text-xs"
      />
    </label>
  );
}
