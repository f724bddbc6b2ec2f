import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { MOST_EXAMPLES } from "#lib/templates/template.ts";

/** The rows that are always the examples, by their numbers. */
export function ExampleRowNumbers({
  rowNumbers,
  problems,
  readOnly,
  onChange,
}: {
  rowNumbers: readonly number[];
  problems: ReactNode;
  readOnly: boolean;
  onChange: (rowNumbers: number[]) => void;
}) {
  const t = useTranslations("templates.steps.examples");
  const [typed, setTyped] = useState(rowNumbers.join(", "));
  const written = typed.split(/[\s,，、;；]+/).filter((text) => text !== "");
  const bad = written.find((text) => !/^[1-9]\d{0,8}$/.test(text));
  const settle = () => {
    if (bad === undefined) onChange([...new Set(written.map(Number))].slice(0, MOST_EXAMPLES));
  };
  return (
    <div className="flex min-w-0 flex-col gap-1 sm:col-span-2">
      <Field
        label={t("rows")}
        hint={t("rowsHint", { most: MOST_EXAMPLES })}
        error={bad === undefined ? undefined : t("rowsBad", { text: bad })}
      >
        <Input
          value={typed}
          disabled={readOnly}
          inputMode="numeric"
          autoComplete="off"
          placeholder="1, 5, 12"
          onValueChange={setTyped}
          onBlur={settle}
          onKeyDown={(event) => {
            if (event.key === "Enter") settle();
          }}
        />
      </Field>
      {problems}
    </div>
  );
}
