"use client";
import type { Diagnostic } from "@codemirror/lint";
import { CircleAlert } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { useMemo } from "react";
import { SECTIONS, type Section, type Sections } from "#lib/templates/section.ts";
import { fieldsToOffer } from "#lib/templates/step-fields.ts";
import type { TemplateBody, TemplateStep } from "#lib/templates/template.ts";
import { Disclosure } from "./disclosure.tsx";
import { FieldProblems } from "./field-problems.tsx";
import { type KnownName, liquidWith } from "./liquid-extensions.ts";
import { SectionEditor } from "./section-editor.tsx";
import type { PreviewDataset, Problem } from "./template-view.ts";

export interface SectionsPanelProps {
  body: TemplateBody;
  /** The steps of a chain that it may read. */
  earlier?: readonly TemplateStep[] | undefined;
  onChange: (sections: Sections) => void;
  onSave: () => void;
  dataset: PreviewDataset | null;
  /** Those that can be named. */
  snippets: readonly { name: string }[];
  problems: Problem[];
  readOnly: boolean;
}

/** The seven sections, each a text of its own that can be folded away. */
export function SectionsPanel({
  body,
  earlier,
  onChange,
  onSave,
  dataset,
  snippets,
  problems,
  readOnly,
}: SectionsPanelProps) {
  const t = useTranslations("templates.sections");
  const language = useLiquid(body, earlier, dataset, snippets);
  return (
    <div className="divide-y divide-line rounded-lg border border-line bg-surface">
      {SECTIONS.map((section) => (
        <SectionBlock
          key={section}
          section={section}
          problems={problems}
          isEmpty={body.sections[section] === ""}
        >
          {(diagnostics) => (
            <SectionEditor
              label={t(`${section}.title`)}
              hint={t(`${section}.hint`)}
              value={body.sections[section]}
              onChange={(text) => onChange({ ...body.sections, [section]: text })}
              onSave={onSave}
              readOnly={readOnly}
              language={language}
              diagnostics={diagnostics}
            />
          )}
        </SectionBlock>
      ))}
    </div>
  );
}

function SectionBlock({
  section,
  problems,
  isEmpty,
  children,
}: {
  section: Section;
  problems: Problem[];
  isEmpty: boolean;
  children: (diagnostics: Diagnostic[]) => React.ReactNode;
}) {
  const t = useTranslations("templates.sections");
  const here = problems.filter(({ place }) => place?.kind === "text" && place.section === section);
  const key = JSON.stringify(here);
  // biome-ignore lint/correctness/useExhaustiveDependencies: equal problems must not mark the text anew
  const diagnostics = useMemo(() => here.flatMap(toDiagnostic), [key]);
  return (
    <Disclosure
      flush
      startsOpen={!isEmpty || section === "instruction"}
      label={
        <>
          <h3 className="font-medium">{t(`${section}.title`)}</h3>
          <span className="truncate text-faint text-xs">{section === "role" ? t("asSystem") : ""}</span>
        </>
      }
      below={
        <>
          <FieldProblems problems={problems} path={`sections.${section}`} />
          <TextProblems problems={here} />
        </>
      }
    >
      <div className="border-line border-t bg-surface">{children(diagnostics)}</div>
    </Disclosure>
  );
}

// The marks in the text are for the eye; this line can be read out and found with the section folded.
function TextProblems({ problems }: { problems: Problem[] }) {
  const t = useTranslations("templates.sections");
  if (problems.length === 0) return null;
  return (
    <ul className="flex flex-col gap-0.5 px-3 pb-1.5 text-danger-text text-xs">
      {problems.map(({ code, message, place }) =>
        place?.kind === "text" ? (
          <li key={`${code}:${place.from}`} className="flex items-start gap-1">
            <CircleAlert className="mt-0.5 size-3 shrink-0" aria-hidden />
            <span>
              <span className="figures text-muted">
                {t("position", { line: place.line, column: place.column })}
              </span>{" "}
              {message}
            </span>
          </li>
        ) : null,
      )}
    </ul>
  );
}

function toDiagnostic({ place, severity, message }: Problem): Diagnostic[] {
  return place?.kind === "text" ? [{ from: place.from, to: place.to, severity, message }] : [];
}

function useLiquid(
  body: TemplateBody,
  earlier: SectionsPanelProps["earlier"] = [],
  dataset: PreviewDataset | null,
  snippets: SectionsPanelProps["snippets"],
) {
  const t = useTranslations("templates.sections");
  const format = useFormatter();
  const fill = (name: string): string => {
    const column = dataset?.columns.find((candidate) => candidate.name === name);
    if (!dataset || !column || dataset.rowCount === 0) return "";
    const share = Math.floor((column.filled / dataset.rowCount) * 100) / 100;
    return t("filled", { share: format.number(share, { style: "percent" }) });
  };
  const inputs: KnownName[] = body.inputs
    .filter(({ name }) => name !== "")
    .map(({ name }) => ({ name, detail: fill(name) }));
  const columns: KnownName[] = (dataset?.columns ?? []).map(({ name }) => ({
    name,
    detail: t("undeclared", { filled: fill(name) }),
  }));
  const names = snippets.map(({ name }) => name);
  const steps = earlier.map((step) => ({ name: step.name, fields: fieldsToOffer(step) }));
  const key = JSON.stringify([inputs, columns, names, steps]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the editors take a new language only for new names
  return useMemo(
    () =>
      liquidWith(
        { inputs, columns, snippets: names, steps },
        { property: t("languageProperty"), snippet: t("snippet"), step: t("step"), field: t("stepField") },
      ),
    [key],
  );
}
