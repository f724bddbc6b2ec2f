"use client";
import { useTranslations } from "next-intl";
import { TextLink } from "#components/ui/text-link.tsx";
import type { TemplateBody } from "#lib/templates/template.ts";
import { Disclosure } from "./disclosure.tsx";
import { FieldProblems } from "./field-problems.tsx";
import { PairFields } from "./pair-fields.tsx";
import type { Problem } from "./template-view.ts";

export interface MemoryPanelProps {
  templateId: string;
  body: Pick<TemplateBody, "memory" | "outputs" | "inputs">;
  onChange: (memory: TemplateBody["memory"]) => void;
  problems: Problem[];
  readOnly: boolean;
}

/** Whether approved translations are used again: which field translates which column. */
export function MemoryPanel({ templateId, body, onChange, problems, readOnly }: MemoryPanelProps) {
  const t = useTranslations("templates.memory");
  const pairs = body.memory?.pairs ?? [];
  return (
    <section aria-label={t("title")} className="rounded-lg border border-line bg-surface">
      <h2 className="flex min-h-10 items-center justify-between border-line border-b px-3 font-semibold">
        {t("title")}
        <span className="font-normal text-muted text-xs">{body.memory ? t("on") : t("off")}</span>
      </h2>
      <div className="py-1">
        <Disclosure label={t("choose")} startsOpen={body.memory !== null}>
          <div className="flex flex-col gap-2">
            <p className="text-muted text-xs">{t("hint")}</p>
            <PairFields
              of={t("title")}
              pairs={pairs}
              fields={body.outputs.filter(({ type }) => type === "text").map(({ name }) => name)}
              columns={body.inputs.map(({ name }) => name)}
              readOnly={readOnly}
              onChange={(chosen) => onChange(chosen.length > 0 ? { pairs: chosen } : null)}
            />
            {body.memory ? (
              <TextLink href={`/settings/glossaries/memory?template=${templateId}`}>{t("look")}</TextLink>
            ) : null}
          </div>
        </Disclosure>
        <FieldProblems problems={problems} path="memory" />
      </div>
    </section>
  );
}
