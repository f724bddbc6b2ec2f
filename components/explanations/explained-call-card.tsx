"use client";
import { useTranslations } from "next-intl";
import { ledgerHref } from "#components/spend/ledger-filter.ts";
import { useOutcomeText } from "#components/spend/use-outcome-text.ts";
import { Disclosure } from "#components/templates/disclosure.tsx";
import { ShownPictures } from "#components/templates/shown-pictures.tsx";
import { Card } from "#components/ui/card.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { Duration } from "#components/ui/duration.tsx";
import { MoneyText } from "#components/ui/money.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { SimulatedMark } from "#components/ui/simulated-mark.tsx";
import { StateBadge } from "#components/ui/state-badge.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { Tone } from "#components/ui/tone.ts";
import type { ExplainedCall, Explanation } from "./explanation-answers.ts";

/** In characters: a longer one is opened by whoever wants it. */
const SHORT_RESULT = 400;

const TONES: Record<NonNullable<ExplainedCall["sentAs"]>, Tone> = {
  "as-sent": "success",
  changed: "warning",
  unverified: "neutral",
};

export interface ExplainedCallCardProps {
  call: ExplainedCall;
  /** From 1, in the order in which they were made. */
  number: number;
  run: Explanation["run"];
  language: string;
  canSeeLedger: boolean;
}

/** One call: what went out, word by word, what came back, and what it took. */
export function ExplainedCallCard({ call, number, run, language, canSeeLedger }: ExplainedCallCardProps) {
  const t = useTranslations("explanations");
  const outcomeText = useOutcomeText();
  const { usage, model } = call;
  return (
    <Card
      title={t("call", { number, purpose: t(`purposes.${call.purpose}`) })}
      actions={canSeeLedger ? <TextLink href={ledgerEntry(run, call.id)}>{t("entry")}</TextLink> : null}
      flush
    >
      <ul className="flex flex-wrap gap-x-4 gap-y-1 px-4 py-2 text-muted text-xs">
        <li>
          <DateTime iso={call.at} />
        </li>
        <li>{t("step", { number: call.step.index + 1, name: call.step.name })}</li>
        <li className="inline-flex gap-1.5">
          {model.name} · {model.provider} {call.simulated ? <SimulatedMark /> : null}
        </li>
        <li>{outcomeText(call.outcome)}</li>
        <li>
          <NumberText value={usage.inputTokens} /> → <NumberText value={usage.outputTokens} /> {t("tokens")}
        </li>
        <li>
          <MoneyText value={call.cost} precision="exact" /> {t(`kinds.${call.kind}`)}
        </li>
        {call.latencyMs === null ? null : (
          <li>
            <Duration ms={call.latencyMs} />
          </li>
        )}
        {call.providerRequestId ? <li className="break-all font-mono">{call.providerRequestId}</li> : null}
      </ul>
      <Messages call={call} />
      <Answer call={call} language={language} />
      {call.called ? <CalledTools called={call.called} /> : null}
    </Card>
  );
}

function ledgerEntry({ kind, id }: Explanation["run"], attempt: string): string {
  const filter = kind === "batch" ? { batch: id } : { batch: "trials", trial: id };
  return `${ledgerHref(filter)}&attempt=${attempt}`;
}

function Messages({ call: { messages, sentAs, purpose } }: { call: ExplainedCall }) {
  const t = useTranslations("explanations");
  if (!messages) {
    return (
      <p className="border-line border-t px-4 py-2 text-muted">
        {purpose === "repair" ? t("noRepairMessages") : t("noMessages")}
      </p>
    );
  }
  return (
    <div className="border-line border-t py-1">
      <Disclosure
        startsOpen
        label={
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <span className="font-medium">{t("messages")}</span>
            {sentAs ? (
              <StateBadge tone={TONES[sentAs]} className="whitespace-normal text-xs">
                {t(`sentAs.${sentAs}`)}
              </StateBadge>
            ) : null}
          </span>
        }
      >
        {messages.map(({ role, content, pictures = [], calls = [] }, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: messages keep their places
          <article key={place} aria-label={t(`roles.${role}`)} className="mt-2">
            <header className="flex items-center justify-between">
              <h3 className="font-medium text-muted text-xs">{t(`roles.${role}`)}</h3>
              {content === "" ? null : <CopyButton text={content} />}
            </header>
            {content === "" ? null : (
              <pre className="whitespace-pre-wrap break-words font-mono text-xs leading-5">{content}</pre>
            )}
            {calls.length > 0 ? <ToolCalls calls={calls} /> : null}
            {pictures.length > 0 ? (
              <div className="pt-2">
                <ShownPictures pictures={pictures} />
              </div>
            ) : null}
          </article>
        ))}
      </Disclosure>
    </div>
  );
}

function CalledTools({ called }: { called: NonNullable<ExplainedCall["called"]> }) {
  const t = useTranslations("explanations");
  return (
    <section className="border-line border-t px-4 py-2">
      <h3 className="font-medium">{t("calledTools")}</h3>
      <ToolCalls calls={called} />
    </section>
  );
}

/** Calls of tools, each with what the model wanted and what it was told. */
function ToolCalls({
  calls,
}: {
  calls: readonly { name: string; arguments: string; result: string | null }[];
}) {
  const t = useTranslations("explanations");
  return (
    <ul className="mt-1 flex flex-col gap-2">
      {calls.map(({ name, arguments: written, result }, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: calls keep their places
        <li key={place} className="border-line border-l-2 pl-3 text-xs">
          <p className="break-words font-mono">
            <span className="text-muted">{t("callOf", { name })}</span> {written}
          </p>
          {result === null ? (
            <p className="text-muted">{t("callWithoutResult")}</p>
          ) : (
            <details open={result.length <= SHORT_RESULT}>
              <summary className="cursor-pointer text-muted">{t("callResult")}</summary>
              <pre className="max-h-80 overflow-auto whitespace-pre-wrap break-words font-mono leading-5">
                {result}
              </pre>
            </details>
          )}
        </li>
      ))}
    </ul>
  );
}

function Answer({ call: { answer, misfits, mended }, language }: { call: ExplainedCall; language: string }) {
  const t = useTranslations("explanations");
  if (!answer) return null;
  return (
    <section className="border-line border-t px-4 py-2">
      <header className="flex items-center justify-between gap-2">
        <h3 className="font-medium">{t("answer")}</h3>
        {answer.text === null ? null : <CopyButton text={answer.text} />}
      </header>
      {answer.text === null ? (
        <p className="text-muted">{t("answerGone")}</p>
      ) : (
        <>
          <p className="text-muted text-xs">{t(`places.${answer.place}`)}</p>
          <pre lang={language} className="whitespace-pre-wrap break-words py-1 font-mono text-xs leading-5">
            {answer.text}
          </pre>
          {answer.isCut ? <p className="text-muted text-xs">{t("answerCut")}</p> : null}
        </>
      )}
      {misfits.length > 0 ? (
        <ul className="mt-1 flex flex-col gap-1" aria-label={t("misfits")}>
          {misfits.map(({ message }, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two misfits may read the same
            <li key={place}>
              <StateBadge tone="warning" className="whitespace-normal">
                {message}
              </StateBadge>
            </li>
          ))}
        </ul>
      ) : null}
      {mended.length > 0 ? (
        <p className="mt-1 text-muted text-xs">
          {t("mended", { count: mended.length, places: mended.map(({ path }) => path || "JSON").join(", ") })}
        </p>
      ) : null}
    </section>
  );
}
