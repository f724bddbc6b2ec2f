import { StateBadge } from "#components/ui/state-badge.tsx";

/** Says, without getting in the way, why a key did nothing. */
export function QuietSign({ words }: { words: string | null }) {
  return (
    <span role="status" className="me-3">
      {words ? <StateBadge tone="neutral">{words}</StateBadge> : null}
    </span>
  );
}
