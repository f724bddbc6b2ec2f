import { useTranslations } from "next-intl";
import { Callout } from "#components/ui/callout.tsx";
import type { Preview } from "./use-preview.ts";

/** Why nothing would go out for a row; nothing where it would. */
export function PreviewOutcome({ preview: { kind, missingInput, problems } }: { preview: Preview }) {
  const t = useTranslations("templates.preview");
  if (kind === "skipped")
    return (
      <Callout tone="warning" className="m-3">
        {t("skipped", { input: missingInput ?? "" })}
      </Callout>
    );
  if (kind === "blocked")
    return (
      <Callout tone="danger" className="m-3">
        {t("blocked", { input: missingInput ?? "" })}
      </Callout>
    );
  if (kind === "broken")
    return (
      <Callout tone="danger" className="m-3" title={t("broken")}>
        {problems.find(({ severity }) => severity === "error")?.message}
      </Callout>
    );
  return null;
}
