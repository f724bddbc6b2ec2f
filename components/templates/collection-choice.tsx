import { useTranslations } from "next-intl";
import { Field } from "#components/ui/field.tsx";
import { Select } from "#components/ui/select.tsx";
import type { OfferedCollection } from "#lib/knowledge/offered-collection.ts";
import { FieldProblems } from "./field-problems.tsx";
import type { StepPart } from "./step-in-hand.ts";
import type { Problem } from "./template-view.ts";

/** Which collection a step searches; one that is gone is named as that. */
export function CollectionChoice({
  collectionId,
  collections,
  problems,
  readOnly,
  onChange,
}: {
  collectionId: string;
  collections: readonly OfferedCollection[];
  problems: Problem[];
  readOnly: boolean;
  onChange: (part: StepPart) => void;
}) {
  const t = useTranslations("templates.steps.retrieve");
  const isGone = collectionId !== "" && collections.every(({ id }) => id !== collectionId);
  const gone = isGone ? [{ value: collectionId, label: t("gone") }] : [];
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <Field label={t("collection")} group>
        <Select
          aria-label={t("collection")}
          value={collectionId === "" ? null : collectionId}
          placeholder={t("choose")}
          disabled={readOnly || collections.length === 0}
          options={[...collections.map(({ id, name }) => ({ value: id, label: name })), ...gone]}
          onValueChange={(id) => onChange({ collectionId: id })}
          className="w-full min-w-0"
        />
      </Field>
      <FieldProblems problems={problems} path="collectionId" />
    </div>
  );
}
