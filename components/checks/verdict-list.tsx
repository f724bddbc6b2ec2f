import { useFormatter, useTranslations } from "next-intl";
import { StateBadge } from "#components/ui/state-badge.tsx";
import type { Tone } from "#components/ui/tone.ts";
import type { ReadableVerdict } from "#lib/checks/readable-verdict.ts";

const TONES: Record<ReadableVerdict["verdict"], Tone> = { pass: "success", warn: "warning", block: "danger" };

/**
 * What the checks say of an output, a line each: how grave by colour and icon, and why in words; of a model, that it says
 * so, and how often it says what people say.
 */
export function VerdictList({ verdicts }: { verdicts: readonly ReadableVerdict[] }) {
  return (
    <ul className="flex flex-col gap-1">
      {verdicts.map(({ kind, verdict, field, message, evidence }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a check may say the same of one field twice
        <li key={`${kind}:${field}:${message.code}:${index}`}>
          <StateBadge tone={TONES[verdict]} className="whitespace-normal">
            {message.text}
          </StateBadge>
          {evidence?.by === "model" ? <SaidByModel evidence={evidence} /> : null}
        </li>
      ))}
    </ul>
  );
}

function SaidByModel({ evidence }: { evidence: Record<string, unknown> }) {
  const t = useTranslations("checks.by");
  const format = useFormatter();
  const agreement = agreementIn(evidence.agreement);
  const percent = (share: number) => format.number(share, { style: "percent", maximumFractionDigits: 0 });
  return (
    <p className="text-muted text-xs">
      {t("model")}
      {agreement === undefined ? null : (
        <>
          {" · "}
          {agreement === null
            ? t("noAgreement")
            : t("agreement", {
                n: agreement.n,
                share: percent(agreement.agreed / agreement.n),
                low: percent(agreement.low),
                high: percent(agreement.high),
              })}
        </>
      )}
    </p>
  );
}

interface Agreement {
  n: number;
  agreed: number;
  low: number;
  high: number;
}

/** How often a judge said what people said when it judged this; `null` where nobody knew, `undefined` of another check. */
function agreementIn(kept: unknown): Agreement | null | undefined {
  if (typeof kept !== "object" || kept === null) return undefined;
  const { n, agreed, low, high } = kept as Partial<Record<keyof Agreement, unknown>>;
  const isKnown = [n, agreed, low, high].every((value) => typeof value === "number");
  return isKnown && n !== 0 ? (kept as Agreement) : null;
}
