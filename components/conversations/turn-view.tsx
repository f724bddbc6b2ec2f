"use client";
import { ChevronDown } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/class-names.ts";
import { Duration } from "#components/ui/duration.tsx";
import { Menu, MenuItem } from "#components/ui/menu.tsx";
import { MoneyText } from "#components/ui/money.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { StructuredValue } from "#components/ui/structured-value.tsx";
import { spokenAnswer } from "#lib/conversations/spoken-answer.ts";
import { SECTIONS } from "#lib/templates/section.ts";
import type { Turn } from "./conversation-answers.ts";
import type { Keeping } from "./keeping.ts";

/** What was said, what was answered, what it took, and what can be done with it. */
export function TurnView({
  turn,
  isStanding,
  onKeep,
}: {
  turn: Turn;
  /** Whether it goes out again with the next turn. */
  isStanding: boolean;
  /** `null` where the draft may not be changed. */
  onKeep: ((keeping: Keeping) => void) | null;
}) {
  const t = useTranslations("conversations.turn");
  const isLeft = turn.state === "answered" && !isStanding;
  return (
    <li className="flex flex-col gap-2" data-testid="turn" data-state={turn.state}>
      <div className="ms-6 rounded-md bg-sunken px-3 py-2">
        <span className="sr-only">{t("you")}</span>
        {turn.text === "" ? (
          <p className="text-muted italic">{t("promptAlone")}</p>
        ) : (
          <p className="whitespace-pre-wrap break-words">{turn.text}</p>
        )}
        {turn.againOf === null ? null : <p className="mt-1 text-muted text-xs">{t("again")}</p>}
      </div>
      <div className={cn("min-w-0", isLeft && "text-muted")}>
        <FoundList turn={turn} />
        <span className="sr-only">{t("model")}</span>
        <Answer turn={turn} />
      </div>
      <Remarks turn={turn} isLeft={isLeft} />
      {turn.state === "answered" && onKeep ? <Acts turn={turn} onKeep={onKeep} /> : null}
    </li>
  );
}

// What it rests on is looked at when an answer surprises.
function FoundList({ turn: { found } }: { turn: Turn }) {
  const t = useTranslations("conversations.turn");
  if (found.length === 0) return null;
  return (
    <details className="mb-2 text-xs">
      <summary className="cursor-pointer text-muted">
        {t("found")} · <NumberText value={found.length} />
      </summary>
      <dl className="mt-1 flex max-h-48 flex-col gap-2 overflow-y-auto rounded-md border border-line p-2">
        {found.map(({ name, asked, value }, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: Nothing of it moves.
          <div key={place} className="min-w-0">
            <dt className="text-faint">
              {name} {asked === null ? null : <code className="break-all">{asked}</code>}
            </dt>
            <dd className="min-w-0 break-words">
              <StructuredValue value={value} />
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function Answer({ turn }: { turn: Turn }) {
  const t = useTranslations("conversations.turn");
  const written = spokenAnswer(turn.partialText ?? "");
  if (turn.output)
    return (
      <dl className="grid gap-2">
        {Object.entries(turn.output).map(([name, value]) => (
          <div key={name} className="min-w-0">
            <dt className="text-faint text-xs">{name}</dt>
            <dd className="min-w-0 break-words">
              <StructuredValue value={value} />
            </dd>
          </div>
        ))}
      </dl>
    );
  if (turn.answer !== null)
    return <p className="whitespace-pre-wrap break-words [line-break:strict]">{turn.answer}</p>;
  if (turn.state === "running")
    return (
      <div aria-busy className="flex flex-col gap-2">
        {written === "" ? <Skeleton className="h-3 w-2/3" /> : null}
        <p className="whitespace-pre-wrap break-words">{written}</p>
        <p className="text-muted text-xs">
          {turn.stepAtWork === null
            ? t(written === "" ? "waiting" : "writing")
            : t("stepRuns", { step: turn.stepAtWork })}
        </p>
      </div>
    );
  return (
    <>
      {written === "" ? null : <p className="whitespace-pre-wrap break-words text-muted">{written}</p>}
      <p role="alert" className="text-danger-text">
        {turn.stepAtWork === null ? null : <>{t("stepFailed", { step: turn.stepAtWork })} </>}
        {turn.failure?.message}
      </p>
    </>
  );
}

function Remarks({ turn, isLeft }: { turn: Turn; isLeft: boolean }) {
  const t = useTranslations("conversations.turn");
  const { usage, cost, unknownCost, latencyMs, leftOut, isCutOff, misfits } = turn;
  const remarks = [
    isLeft ? t("superseded") : null,
    isCutOff ? t("cutOff") : null,
    leftOut > 0 ? t("leftOut", { count: leftOut }) : null,
  ].filter((remark) => remark !== null);
  return (
    <div className="flex flex-col gap-1 text-muted text-xs">
      {misfits.length > 0 ? (
        <ul className="list-disc ps-4 text-warning-text">
          {misfits.map(({ path, message }) => (
            <li key={`${path} ${message}`}>{message}</li>
          ))}
        </ul>
      ) : null}
      {remarks.map((remark) => (
        <p key={remark}>{remark}</p>
      ))}
      {turn.state === "running" ? null : (
        <p className="flex flex-wrap gap-x-3">
          <MoneyText value={cost} precision="exact" />
          {unknownCost.amount === "0" ? null : (
            <span>
              {t("atMost")} <MoneyText value={unknownCost} precision="exact" />
            </span>
          )}
          {usage ? (
            <span>
              <NumberText value={usage.inputTokens} /> → <NumberText value={usage.outputTokens} />{" "}
              {t("tokens")}
            </span>
          ) : null}
          {latencyMs === null ? null : <Duration ms={latencyMs} />}
        </p>
      )}
    </div>
  );
}

function Acts({ turn, onKeep }: { turn: Turn; onKeep: (keeping: Keeping) => void }) {
  const t = useTranslations("conversations.keep");
  const title = useTranslations("templates.sections");
  return (
    <div className="flex flex-wrap gap-1">
      <Button size="sm" onClick={() => onKeep({ act: "example", turn })}>
        {t("example")}
      </Button>
      {turn.text === "" ? null : (
        <Button size="sm" onClick={() => onKeep({ act: "requirement", turn })}>
          {t("requirement")}
        </Button>
      )}
      <Menu
        align="start"
        trigger={
          <Button size="sm" variant="ghost">
            {t("section")} <ChevronDown className="size-3.5" aria-hidden />
          </Button>
        }
      >
        {SECTIONS.map((section) => (
          <MenuItem key={section} onSelect={() => onKeep({ act: "section", turn, section })}>
            {title(`${section}.title`)}
          </MenuItem>
        ))}
      </Menu>
    </div>
  );
}
