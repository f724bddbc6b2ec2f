import type { ReadableProblem } from "#lib/templates/problem-schema.ts";
import type { TemplateBody } from "#lib/templates/template.ts";

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
}

export interface PublishedVersion {
  id: string;
  number: number;
  note: string | null;
  publishedAt: string | null;
  publishedBy: string | null;
}

/** A dataset to preview with. */
export interface DatasetChoice {
  id: string;
  name: string;
  rowCount: number;
}

/** The chosen one, with its columns. */
export interface PreviewDataset extends DatasetChoice {
  columns: { name: string; type: string; filled: number }[];
}

/** A model to price with. */
export interface PreviewModel {
  id: string;
  name: string;
  simulated: boolean;
}

export type Problem = ReadableProblem;

/** The contents of a version out of an API answer, whose type cannot follow fields inside fields. */
export function bodyOf(
  version: Omit<TemplateBody, "outputs"> & { outputs: readonly unknown[] },
): TemplateBody {
  const { sections, inputs, languages } = version;
  return { sections, inputs, languages, outputs: version.outputs as TemplateBody["outputs"] };
}
