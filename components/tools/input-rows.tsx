import { Plus, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { newId } from "#lib/new-id.ts";
import type { InputDraft } from "./tool-draft.ts";

const TYPES = ["string", "number", "integer", "boolean"] as const;

/** What a tool takes, an input a row. */
export function InputRows({
  inputs,
  onChange,
}: {
  inputs: InputDraft[];
  onChange: (inputs: InputDraft[]) => void;
}) {
  const t = useTranslations("tools.inputs");
  const put = (at: number, part: Partial<InputDraft>) =>
    onChange(inputs.map((input, place) => (place === at ? { ...input, ...part } : input)));
  return (
    <div className="flex flex-col items-start gap-2">
      {inputs.length > 0 ? (
        <ul className="flex w-full flex-col gap-2">
          {inputs.map(({ rowId, name, isRequired, property }, at) => (
            <li key={rowId} className="flex flex-wrap items-center gap-2">
              <Input
                aria-label={t("name", { number: at + 1 })}
                value={name}
                maxLength={64}
                spellCheck={false}
                autoComplete="off"
                className="min-w-32 flex-1 font-mono text-xs"
                onValueChange={(text) => put(at, { name: text })}
              />
              <Select
                aria-label={t("type", { number: at + 1 })}
                value={property.type}
                options={TYPES.map((value) => ({ value, label: t(`types.${value}`) }))}
                onValueChange={(type) => put(at, { property: { ...property, type } })}
              />
              <Checkbox
                checked={isRequired}
                onCheckedChange={(required) => put(at, { isRequired: required })}
                label={t("required")}
              />
              <Button
                size="sm"
                variant="ghost"
                aria-label={t("remove", { name: name || String(at + 1) })}
                icon={<Trash2 aria-hidden />}
                onClick={() => onChange(inputs.filter((_, place) => place !== at))}
              />
            </li>
          ))}
        </ul>
      ) : null}
      <Button
        size="sm"
        icon={<Plus aria-hidden />}
        onClick={() =>
          onChange([...inputs, { rowId: newId(), name: "", isRequired: true, property: { type: "string" } }])
        }
      >
        {t("add")}
      </Button>
    </div>
  );
}
