"use client";
import { useTranslations } from "next-intl";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import type { FixDraft } from "./fix-draft.ts";

/** How cells that do not fit are put right: a text in them replaced, or the whole value. */
export function FixFields({
  rule,
  draft,
  onDraft,
}: {
  rule: string;
  draft: FixDraft;
  onDraft: (draft: FixDraft) => void;
}) {
  const t = useTranslations("datasets.fix");
  return (
    <div className="flex flex-col gap-3">
      {rule === "missing_value" ? null : (
        <RadioGroup
          aria-label={t("how")}
          value={draft.do}
          options={[
            { value: "replace", label: t("replace") },
            { value: "set", label: t("set") },
          ]}
          onValueChange={(how) => onDraft({ ...draft, do: how })}
          inline
        />
      )}
      {draft.do === "replace" ? (
        <div className="grid grid-cols-1 gap-3 sm:grid-cols-2">
          <Field label={t("find")}>
            <Input
              value={draft.find}
              maxLength={1_000}
              onValueChange={(find) => onDraft({ ...draft, find })}
            />
          </Field>
          <Field label={t("by")} hint={t("byHint")}>
            <Input value={draft.by} maxLength={1_000} onValueChange={(by) => onDraft({ ...draft, by })} />
          </Field>
        </div>
      ) : (
        <Field label={t("value")} hint={rule === "missing_value" ? undefined : t("valueHint")}>
          <Input
            value={draft.value}
            maxLength={10_000}
            onValueChange={(value) => onDraft({ ...draft, value })}
          />
        </Field>
      )}
    </div>
  );
}
