/** What can be chosen, as the server has it. */
export interface LaunchChoices {
  datasets: {
    id: string;
    name: string;
    rowCount: number;
    /** What it was frozen from; absent for a file's. */
    selection?: { id: string; name: string } | null | undefined;
  }[];
  versions: VersionChoice[];
  models: {
    id: string;
    name: string;
    providerName: string;
    simulated: boolean;
    price: { currency: string; inputPerMTok: string; outputPerMTok: string } | null;
  }[];
}

interface VersionChoice {
  versionId: string;
  templateId: string;
  templateName: string;
  number: number;
  inProduction: boolean;
  /** A run of picture steps alone asks no model. */
  asksModel: boolean;
  /** Whether its runs choose one; else its steps say whom they ask. */
  choosesModel?: boolean | undefined;
}

/** A chosen version and the one that was published after it; `undefined` for what there is not. */
export function versionAndNewer(
  { versions }: Pick<LaunchChoices, "versions">,
  versionId: string | null,
): { chosen: VersionChoice | undefined; newer: VersionChoice | undefined } {
  const chosen = versions.find((version) => version.versionId === versionId);
  const newer = versions.find(
    ({ templateId, number }) => chosen && templateId === chosen.templateId && number > chosen.number,
  );
  return { chosen, newer };
}

/** Whether what is planned asks a model; so it does while nobody has chosen what. */
export function asksModelIn(
  { versions }: Pick<LaunchChoices, "versions">,
  { templateVersionId }: { templateVersionId: string | null },
): boolean {
  return versions.find(({ versionId }) => versionId === templateVersionId)?.asksModel ?? true;
}

/** Whether a model is to be chosen for what is planned. */
export function choosesModelIn(
  { versions }: Pick<LaunchChoices, "versions">,
  { templateVersionId }: { templateVersionId: string | null },
): boolean {
  const version = versions.find(({ versionId }) => versionId === templateVersionId);
  return version?.choosesModel ?? version?.asksModel ?? true;
}

/** Names of the inputs that a launch cannot do without and no column has; none while columns are unknown. */
export function unmatchedInputs(
  inputs: readonly { name: string; required: boolean; onMissing: string }[],
  columns: readonly string[] | null,
): string[] {
  return inputs
    .filter(
      ({ name, required, onMissing }) =>
        required && onMissing === "block" && columns !== null && !columns.includes(name),
    )
    .map(({ name }) => name);
}
