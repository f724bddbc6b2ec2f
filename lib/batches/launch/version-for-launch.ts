import type { Db } from "#db/client.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import type { Label } from "#lib/templates/labels/label.ts";
import { labelledVersion } from "#lib/templates/labels/view-labels.ts";

/** Which version a launch runs: one by its id, or the one that a label of a template is on at that moment. */
export interface VersionChoice {
  templateVersionId?: string | undefined;
  templateId?: string | undefined;
  templateLabel?: Label | undefined;
}

/** The id of the version that is meant now. Refuses what names none or two, and a label that is on no version. */
export async function versionForLaunch(
  tx: Db,
  { templateVersionId, templateId, templateLabel }: VersionChoice,
): Promise<Result<string, "version_or_label" | "label_on_no_version">> {
  // A template beside its version says nothing more, and was never refused.
  if (templateVersionId !== undefined)
    return templateLabel === undefined ? accept(templateVersionId) : refuse("version_or_label");
  if (templateId === undefined || templateLabel === undefined) return refuse("version_or_label");
  const versionId = await labelledVersion(tx, templateId, templateLabel);
  return versionId === null ? refuse("label_on_no_version", { label: templateLabel }) : accept(versionId);
}
