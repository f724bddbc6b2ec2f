import { StateBadge } from "#components/ui/state-badge.tsx";
import type { Tone } from "#components/ui/tone.ts";
import type { ReadableVerdict } from "#lib/checks/readable-verdict.ts";

const TONES: Record<ReadableVerdict["verdict"], Tone> = { pass: "success", warn: "warning", block: "danger" };

/** What the checks say of an output, a line each: how grave by colour and icon, and why in words. */
export function VerdictList({ verdicts }: { verdicts: readonly ReadableVerdict[] }) {
  return (
    <ul className="flex flex-col gap-1">
      {verdicts.map(({ kind, verdict, field, message }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a check may say the same of one field twice
        <li key={`${kind}:${field}:${message.code}:${index}`}>
          <StateBadge tone={TONES[verdict]} className="whitespace-normal">
            {message.text}
          </StateBadge>
        </li>
      ))}
    </ul>
  );
}
