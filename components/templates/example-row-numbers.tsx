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
  const [typed, setTyped] = useState("");
  // What somebody else has changed, such as a version that was restored, stands in place of what was typed.
  const text = sameNumbers(numbersIn(typed), rowNumbers) ? typed : rowNumbers.join(", ");
  const bad = wordsIn(text).find((word) => !ROW_NUMBER.test(word));
  return (
    <div className="flex min-w-0 flex-col gap-1 sm:col-span-2">
      <Field
        label={t("rows")}
        hint={t("rowsHint", { most: MOST_EXAMPLES })}
        error={bad === undefined ? undefined : t("rowsBad", { text: bad })}
      >
        <Input
          value={text}
          disabled={readOnly}
          autoComplete="off"
          placeholder="1, 5, 12"
          onValueChange={(written) => {
            setTyped(written);
            onChange(numbersIn(written));
          }}
        />
      </Field>
      {problems}
    </div>
  );
}

const ROW_NUMBER = /^[1-9]\d{0,8}$/;

function wordsIn(text: string): string[] {
  return text.split(/[\s,，、;；]+/).filter((word) => word !== "");
}

function numbersIn(text: string): number[] {
  const numbers = wordsIn(text)
    .filter((word) => ROW_NUMBER.test(word))
    .map(Number);
  return [...new Set(numbers)].slice(0, MOST_EXAMPLES);
}

function sameNumbers(some: readonly number[], others: readonly number[]): boolean {
  return some.join() === others.join();
}
