import type { ReactNode } from "react";
import { useId } from "react";
import { Checkbox } from "#components/ui/checkbox.tsx";

/** Columns of a dataset, of which some are ticked; they stay in the order of the file. */
export function ColumnTicks({
  label,
  hint,
  columns,
  ticked,
  problems,
  readOnly,
  onChange,
}: {
  label: string;
  hint: string;
  columns: readonly string[];
  ticked: readonly string[];
  problems: ReactNode;
  readOnly: boolean;
  onChange: (ticked: string[]) => void;
}) {
  const hintId = useId();
  // What the file does not have (any more) can still be unticked.
  const offered = [...new Set([...columns, ...ticked])];
  return (
    <fieldset aria-describedby={hintId} className="flex min-w-0 flex-col gap-1">
      <legend className="mb-1 font-medium">{label}</legend>
      <div className="flex max-h-44 flex-col overflow-y-auto rounded-md border border-line px-2 py-1">
        {offered.map((column) => (
          <Checkbox
            key={column}
            label={<span className="wrap-anywhere">{column}</span>}
            checked={ticked.includes(column)}
            disabled={readOnly}
            onCheckedChange={(isOn) =>
              onChange(offered.filter((one) => (one === column ? isOn : ticked.includes(one))))
            }
          />
        ))}
      </div>
      <p id={hintId} className="text-muted text-xs">
        {hint}
      </p>
      {problems}
    </fieldset>
  );
}
