import { useTranslations } from "next-intl";
import { Callout } from "#components/ui/callout.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import type { TrialChoices } from "./trial-draft.ts";

/** What a trial needs and is not there yet, with the way to it. */
export function TrialLacks({ datasets, versions, models }: TrialChoices) {
  const t = useTranslations("trials.new.lacks");
  return (
    <div className="mb-4 grid gap-2 empty:hidden">
      {datasets.length === 0 ? (
        <Callout
          action={
            <LinkButton size="sm" href="/datasets/new">
              {t("upload")}
            </LinkButton>
          }
        >
          {t("dataset")}
        </Callout>
      ) : null}
      {versions.length === 0 ? (
        <Callout
          action={
            <LinkButton size="sm" href="/templates">
              {t("write")}
            </LinkButton>
          }
        >
          {t("template")}
        </Callout>
      ) : null}
      {models.length === 0 ? (
        <Callout
          action={
            <LinkButton size="sm" href="/settings/models">
              {t("add")}
            </LinkButton>
          }
        >
          {t("model")}
        </Callout>
      ) : null}
    </div>
  );
}
