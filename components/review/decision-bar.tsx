"use client";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import type { ReviewCommand } from "./review-key.ts";
import { type KeyedAction, keyLabel, type ReviewKeys } from "./review-keys.ts";

export interface DecisionBarProps {
  onCommand: (command: ReviewCommand) => void;
  /** The keys that decide; `null` when they are turned off, and so not shown either. */
  keys: ReviewKeys | null;
  canDecide: boolean;
  /** Whether nothing blocks the output. */
  canApprove: boolean;
  canNote: boolean;
  canUndo: boolean;
  isComparing: boolean;
  /** Left: whether decisions are safe. */
  children: React.ReactNode;
}

const DECISIONS = [
  { id: "approve", command: { do: "approve" } },
  { id: "reject", command: { do: "open-reject" } },
  { id: "edit", command: { do: "edit" } },
] as const;

const MOVES = [
  { id: "skip", command: { do: "skip" } },
  { id: "escalate", command: { do: "open-escalate" } },
] as const;

const QUIET = "px-1.5";

/** Everything one can do with an item, each with its key. */
export function DecisionBar(props: DecisionBarProps) {
  const { onCommand, keys, canDecide, canApprove, canNote, canUndo, isComparing, children } = props;
  const t = useTranslations("review.action");
  const key = (action: KeyedAction) =>
    keys ? (
      <span className="ms-0.5 hidden sm:inline">
        <Kbd>{keyLabel(keys[action])}</Kbd>
      </span>
    ) : null;
  return (
    <div
      role="toolbar"
      aria-label={t("label")}
      // A browser clicks for as long as Enter is held on a button: one press, one decision.
      onKeyDown={(event) => {
        if (event.repeat && event.key === "Enter") event.preventDefault();
      }}
      className="-mx-4 flex flex-wrap items-center gap-x-1 gap-y-1.5 xl:gap-x-0.5 border-line border-t bg-raised px-4 py-2 shadow-float md:-mx-6 md:px-6 xl:mx-0 xl:px-3 xl:rounded-lg xl:border xl:shadow-none"
    >
      {DECISIONS.map(({ id, command }) => (
        <Button
          key={id}
          variant={id === "approve" ? "primary" : "secondary"}
          disabled={!canDecide || (id === "approve" && !canApprove)}
          onClick={() => onCommand(command)}
          className="grow sm:grow-0"
        >
          {t(`do.${id}`)}
          {key(id)}
        </Button>
      ))}
      <span aria-hidden className="hidden h-5 w-px bg-line sm:block" />
      {MOVES.map(({ id, command }) => (
        <Button
          key={id}
          variant="ghost"
          disabled={!canDecide}
          onClick={() => onCommand(command)}
          className={QUIET}
        >
          {t(`do.${id}`)}
          {key(id)}
        </Button>
      ))}
      <Button
        variant="ghost"
        disabled={!canNote}
        onClick={() => onCommand({ do: "open-note" })}
        className={QUIET}
      >
        {t("do.note")}
        {key("note")}
      </Button>
      <Button variant="ghost" disabled={!canUndo} onClick={() => onCommand({ do: "undo" })} className={QUIET}>
        {t("do.undo")}
        {key("undo")}
      </Button>
      <Button variant="ghost" onClick={() => onCommand({ do: "recent" })} className={QUIET}>
        {t("do.recent")}
        {key("recent")}
      </Button>
      <span aria-hidden className="hidden h-5 w-px bg-line sm:block" />
      <Button variant="ghost" onClick={() => onCommand({ do: "move", by: -1 })} className={QUIET}>
        {t("do.previous")}
        {key("previous")}
      </Button>
      <Button variant="ghost" onClick={() => onCommand({ do: "move", by: 1 })} className={QUIET}>
        {t("do.next")}
        {key("next")}
      </Button>
      <Button
        variant="ghost"
        aria-pressed={isComparing}
        onClick={() => onCommand({ do: "diff" })}
        className={QUIET}
      >
        {t("do.diff")}
        {key("diff")}
      </Button>
      <Button
        variant="ghost"
        onClick={() => onCommand({ do: "help" })}
        className={`${QUIET} hidden sm:inline-flex`}
      >
        {t("do.help")}
        {key("help")}
      </Button>
      <span className="ms-auto text-muted text-xs">{children}</span>
    </div>
  );
}
