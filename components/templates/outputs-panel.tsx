"use client";
import { useTranslations } from "next-intl";
import type { OutputField } from "#lib/templates/template.ts";
import { AddOutput } from "./add-output.tsx";
import { FieldProblems } from "./field-problems.tsx";
import { newField } from "./output-fields.ts";
import { OutputList } from "./output-list.tsx";
import type { Problem } from "./template-view.ts";

export interface OutputsPanelProps {
  /** The step of a chain that they are of. */
  of?: string;
  outputs: OutputField[];
  onChange: (outputs: OutputField[]) => void;
  problems: Problem[];
  readOnly: boolean;
}

/** What the model must answer with, field by field. */
export function OutputsPanel({ of, outputs, onChange, problems, readOnly }: OutputsPanelProps) {
  const t = useTranslations("templates.outputs");
  const title = of === undefined ? t("title") : t("ofStep", { step: of || "…" });
  return (
    <section aria-label={title} className="rounded-lg border border-line bg-surface">
      <div className="flex min-h-10 items-center justify-between gap-2 border-line border-b px-3">
        <h2 className="min-w-0 break-words font-semibold">{title}</h2>
        {readOnly ? null : <AddOutput onAdd={() => onChange([...outputs, newField()])} />}
      </div>
      {outputs.length === 0 ? <p className="px-3 py-3 text-muted">{t("empty")}</p> : null}
      <FieldProblems problems={problems} path="outputs" exact />
      <OutputList
        fields={outputs}
        path="outputs"
        nesting={0}
        onChange={onChange}
        problems={problems}
        readOnly={readOnly}
      />
    </section>
  );
}
