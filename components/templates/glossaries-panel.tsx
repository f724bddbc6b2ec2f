"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { api } from "#components/api/client.ts";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { Disclosure } from "./disclosure.tsx";

export interface GlossariesPanelProps {
  glossaryIds: readonly string[];
  onChange: (glossaryIds: string[]) => void;
  readOnly: boolean;
}

/** The glossaries whose terms the prompt tells of, where the row has them. */
export function GlossariesPanel({ glossaryIds, onChange, readOnly }: GlossariesPanelProps) {
  const t = useTranslations("templates.glossaries");
  const { data } = useQuery({ ...api.glossaries.list.queryOptions({ input: {} }), staleTime: 60_000 });
  const gone = data ? glossaryIds.filter((id) => !data.items.some((one) => one.id === id)) : [];
  const choose = (id: string, isOn: boolean) =>
    onChange(isOn ? [...glossaryIds, id] : glossaryIds.filter((other) => other !== id));
  return (
    <section aria-label={t("title")} className="rounded-lg border border-line bg-surface">
      <h2 className="flex min-h-10 items-center justify-between border-line border-b px-3 font-semibold">
        {t("title")}
        <span className="font-normal text-muted text-xs">{t("count", { count: glossaryIds.length })}</span>
      </h2>
      <div className="py-1">
        <Disclosure label={t("choose")} startsOpen={glossaryIds.length > 0}>
          <div className="flex flex-col gap-2">
            <p className="text-muted text-xs">{t("hint")}</p>
            {data && data.items.length === 0 ? (
              <p className="text-muted text-xs">
                {t("none")}{" "}
                <TextLink href="/settings/glossaries" className="underline">
                  {t("make")}
                </TextLink>
              </p>
            ) : null}
            {data?.items.map(({ id, name, entries }) => (
              <Checkbox
                key={id}
                label={name}
                hint={t("facts", { count: entries })}
                checked={glossaryIds.includes(id)}
                disabled={readOnly}
                onCheckedChange={(isOn) => choose(id, isOn)}
              />
            ))}
            {gone.map((id) => (
              <Checkbox
                key={id}
                label={t("gone")}
                hint={t("goneHint")}
                checked
                disabled={readOnly}
                onCheckedChange={() => choose(id, false)}
              />
            ))}
          </div>
        </Disclosure>
      </div>
    </section>
  );
}
