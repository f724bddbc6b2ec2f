/** Something that failed, as Home lists it. */
export interface Failure {
  id: string;
  kind: "batch" | "trial" | "publication" | "dataset";
  name: string;
  href: string;
  /** Items that failed; null when the whole failed. */
  failedItems: number | null;
  /** Why, in the reader's language, where one cause is known. */
  reason: string | null;
  at: string;
}

/** The lists Home looks through, each as the API gives it, latest first. */
export interface FailureSources {
  batches: readonly {
    id: string;
    name: string;
    status: string;
    counts: { failed: number };
    createdAt: string;
    finishedAt: string | null;
  }[];
  trials: readonly {
    id: string;
    status: string;
    failure: { message: string } | null;
    dataset: { name: string | null };
    createdAt: string;
    finishedAt: string | null;
  }[];
  datasets: readonly {
    id: string;
    name: string;
    status: string;
    failure: { message: string } | null;
    createdAt: string;
    finishedAt: string | null;
  }[];
  publications: readonly {
    id: string;
    batchId: string;
    batchName: string;
    status: string;
    createdAt: string;
    finishedAt: string | null;
  }[];
}

const LATELY_MS = 7 * 24 * 3600 * 1000;
const SHOWN = 6;

/** What failed in the last seven days, latest first, six at most. Cancelled batches are left alone. */
export function latestFailures(sources: FailureSources, now: Date): Failure[] {
  const failed = <Thing extends { status: string }>(things: readonly Thing[]) =>
    things.filter(({ status }) => status === "failed");
  const all: Failure[] = [
    ...sources.batches
      .filter(({ status, counts }) => status !== "cancelled" && (counts.failed > 0 || status === "failed"))
      .map(({ id, name, counts, createdAt, finishedAt }) => ({
        id,
        kind: "batch" as const,
        name,
        href: `/batches/${id}`,
        failedItems: counts.failed > 0 ? counts.failed : null,
        reason: null,
        at: finishedAt ?? createdAt,
      })),
    ...failed(sources.trials).map(({ id, dataset, failure, createdAt, finishedAt }) => ({
      id,
      kind: "trial" as const,
      name: dataset.name ?? id,
      href: `/trials/${id}`,
      failedItems: null,
      reason: failure?.message ?? null,
      at: finishedAt ?? createdAt,
    })),
    ...failed(sources.datasets).map(({ id, name, failure, createdAt, finishedAt }) => ({
      id,
      kind: "dataset" as const,
      name,
      href: `/datasets/${id}`,
      failedItems: null,
      reason: failure?.message ?? null,
      at: finishedAt ?? createdAt,
    })),
    ...failed(sources.publications).map(({ id, batchId, batchName, createdAt, finishedAt }) => ({
      id,
      kind: "publication" as const,
      name: batchName,
      href: `/published?batchId=${batchId}`,
      failedItems: null,
      reason: null,
      at: finishedAt ?? createdAt,
    })),
  ];
  const since = now.getTime() - LATELY_MS;
  return all
    .filter(({ at }) => Date.parse(at) >= since)
    .sort((a, b) => Date.parse(b.at) - Date.parse(a.at))
    .slice(0, SHOWN);
}
