import type { client } from "#components/api/client.ts";
import type { ModelKind } from "#lib/models/provider.ts";
import type { Label } from "#lib/templates/labels/label.ts";
import type { ReadableProblem } from "#lib/templates/problem-schema.ts";
import type { TemplateBody, TemplateStep } from "#lib/templates/template.ts";

/** A template as the editor gets it; times are RFC 3339. */
export interface EditedTemplate {
  id: string;
  name: string;
  description: string;
  updatedAt: string;
  updatedBy: string | null;
  archived: boolean;
  draft: { id: string; revision: number; updatedAt: string; body: TemplateBody };
  draftChanged: boolean;
  versions: PublishedVersion[];
  labels: TemplateLabel[];
}

/** A label with the version it is on, and the one that somebody asks to move it to. */
export interface TemplateLabel {
  label: Label;
  current: { versionId: string; number: number; movedBy: string | null } | null;
  pending: {
    versionId: string;
    number: number;
    note: string | null;
    requestedBy: { memberId: string; name: string | null };
  } | null;
}

export interface PublishedVersion {
  id: string;
  number: number;
  note: string | null;
  publishedAt: string | null;
  publishedBy: string | null;
}

export type LexiconList = Awaited<ReturnType<typeof client.lexicons.list>>;
export type GlossaryList = Awaited<ReturnType<typeof client.glossaries.list>>;

/** A dataset to preview with. */
export interface DatasetChoice {
  id: string;
  name: string;
  rowCount: number;
  /** Names of its columns. */
  columns: string[];
}

/** The chosen one, with its columns. */
export interface PreviewDataset extends Omit<DatasetChoice, "columns"> {
  columns: { name: string; type: string; filled: number }[];
}

/** A model to price with. */
export interface PreviewModel {
  id: string;
  name: string;
  simulated: boolean;
  kind: ModelKind;
}

export type Problem = ReadableProblem;

/** The contents of a version out of an API answer, whose type cannot follow fields inside fields. */
export function bodyOf(
  version: Omit<TemplateBody, "outputs" | "steps"> & {
    outputs: readonly unknown[];
    steps: readonly unknown[];
  },
): TemplateBody {
  const { sections, inputs, languages, checks, evaluators, rules, snippets } = version;
  const { languageOverrides, glossaryIds, memory } = version;
  const outputs = version.outputs as TemplateBody["outputs"];
  const steps = version.steps as TemplateStep[];
  return {
    sections,
    inputs,
    languages,
    checks,
    evaluators,
    rules,
    snippets,
    languageOverrides,
    glossaryIds,
    memory,
    outputs,
    steps,
    result: version.result,
  };
}
