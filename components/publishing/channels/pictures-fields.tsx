"use client";
import { useTranslations } from "next-intl";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { USUAL_PATTERN } from "#lib/publishing/channels/pictures/pictures-config.ts";

/** What is set of an archive of pictures, as somebody writes it. */
export interface PicturesDraft {
  pattern: string;
  requireLabel: boolean;
}

/** What a new one begins as. */
export const NEW_PICTURES: PicturesDraft = { pattern: USUAL_PATTERN, requireLabel: true };

/** What is set of an archive of pictures: how its files are named, and which of them it takes. */
export function PicturesFields({
  draft,
  onChange,
  misfit,
}: {
  draft: PicturesDraft;
  onChange: (draft: PicturesDraft) => void;
  misfit: (path: string) => string | null;
}) {
  const t = useTranslations("publishing.pictures");
  return (
    <>
      <Field label={t("pattern")} hint={t("patternHint")} error={misfit("config.pattern")}>
        <Input
          value={draft.pattern}
          maxLength={200}
          autoComplete="off"
          spellCheck={false}
          className="font-mono text-xs"
          onValueChange={(pattern) => onChange({ ...draft, pattern })}
        />
      </Field>
      <div>
        <Checkbox
          checked={draft.requireLabel}
          onCheckedChange={(requireLabel) => onChange({ ...draft, requireLabel })}
          label={t("requireLabel")}
        />
        <p className="mt-1 text-muted text-xs">{t("requireLabelHint")}</p>
      </div>
    </>
  );
}
