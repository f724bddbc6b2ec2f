import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { FieldProblems } from "./field-problems.tsx";
import type { Problem } from "./template-view.ts";

/** What a step looks for: a text of Liquid, with what is wrong with it. */
export function QueryField({
  label,
  hint,
  query,
  problems,
  readOnly,
  onChange,
}: {
  label: string;
  hint: string;
  query: string;
  problems: Problem[];
  readOnly: boolean;
  onChange: (query: string) => void;
}) {
  return (
    <div className="flex min-w-0 flex-col gap-1 sm:col-span-2">
      <Field label={label} hint={hint}>
        <Input
          value={query}
          disabled={readOnly}
          spellCheck={false}
          autoComplete="off"
          placeholder="{{ name }} {{ category }}"
          className="font-mono text-xs"
          onValueChange={onChange}
        />
      </Field>
      <FieldProblems problems={problems} path="query" />
    </div>
  );
}
