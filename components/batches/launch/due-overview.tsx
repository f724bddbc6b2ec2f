import { useTranslations } from "next-intl";
import { NumberText } from "#components/ui/number-text.tsx";
import { DUE_KINDS, type DueCounts, type DueKind } from "#lib/batches/due/due-kind.ts";

const CHANGES = ["source", "template", "glossary", "model"] as const;
const LEFT_OUT = ["unchanged", "making", "waiting", "dropped", "lacking"] as const;

/** What a launch of what needs work makes, why that is stale, and what it leaves out. */
export function DueOverview({ due, only }: { due: DueCounts; only: readonly DueKind[] }) {
  const t = useTranslations("batches.launch.due");
  const changed = CHANGES.filter((what) => due.changed[what] > 0);
  const leftOut = [
    ...DUE_KINDS.filter((kind) => !only.includes(kind)).map(
      (kind) => [kind, t(`kind.${kind}`), due[kind]] as const,
    ),
    ...LEFT_OUT.map((why) => [why, t(`leftOut.${why}`), due[why]] as const),
  ].filter(([, , count]) => count > 0);
  return (
    <section className="grid gap-4 sm:grid-cols-2">
      <Counts
        title={t("made")}
        counts={DUE_KINDS.filter((kind) => only.includes(kind)).map(
          (kind) => [kind, t(`kind.${kind}`), due[kind]] as const,
        )}
      >
        {changed.length > 0 ? (
          <p className="mt-1 text-muted text-xs">
            {changed.map((what) => t(`changed.${what}`, { count: due.changed[what] })).join(t("and"))}
          </p>
        ) : null}
      </Counts>
      {leftOut.length > 0 ? <Counts title={t("notMade")} counts={leftOut} /> : null}
    </section>
  );
}

function Counts({
  title,
  counts,
  children,
}: {
  title: string;
  counts: readonly (readonly [key: string, label: string, count: number])[];
  children?: React.ReactNode;
}) {
  return (
    <div>
      <h3 className="mb-1 font-semibold">{title}</h3>
      <dl className="grid grid-cols-[1fr_auto] gap-x-4 gap-y-0.5">
        {counts.map(([key, label, count]) => (
          <div key={key} className="contents">
            <dt className="text-muted">{label}</dt>
            <dd className="text-right tabular-nums">
              <NumberText value={count} />
            </dd>
          </div>
        ))}
      </dl>
      {children}
    </div>
  );
}
