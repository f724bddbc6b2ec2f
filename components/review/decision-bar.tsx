"use client";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import type { ReviewCommand } from "./review-key.ts";

export interface DecisionBarProps {
  onCommand: (command: ReviewCommand) => void;
  /** Whether keys decide; when they are turned off they are not shown either. */
  showKeys: boolean;
  canDecide: boolean;
  canUndo: boolean;
  isComparing: boolean;
  /** Left: whether decisions are safe. */
  children: React.ReactNode;
}

const DECISIONS = [
  { id: "approve", key: "A", command: { do: "approve" } },
  { id: "reject", key: "R", command: { do: "open-reject" } },
  { id: "edit", key: "E", command: { do: "edit" } },
] as const;

const MOVES = [
  { id: "skip", key: "S", command: { do: "skip" } },
  { id: "escalate", key: "F", command: { do: "escalate" } },
] as const;

/** Everything one can do with an item, each with its key; always in sight. */
export function DecisionBar(props: DecisionBarProps) {
  const { onCommand, showKeys, canDecide, canUndo, isComparing, children } = props;
  const t = useTranslations("review.action");
  const key = (name: string) =>
    showKeys ? (
      <span className="ms-0.5 hidden sm:inline">
        <Kbd>{name}</Kbd>
      </span>
    ) : null;
  return (
    <div
      role="toolbar"
      aria-label={t("label")}
      className="sticky bottom-0 z-10 -mx-4 flex flex-wrap items-center gap-x-2 gap-y-1.5 border-line border-t bg-raised px-4 py-2 shadow-float md:-mx-6 md:px-6 xl:static xl:mx-0 xl:rounded-lg xl:border xl:shadow-none"
    >
      {DECISIONS.map(({ id, key: name, command }) => (
        <Button
          key={id}
          variant={id === "approve" ? "primary" : "secondary"}
          disabled={!canDecide}
          onClick={() => onCommand(command)}
          className="grow sm:grow-0"
        >
          {t(`do.${id}`)}
          {key(name)}
        </Button>
      ))}
      <span aria-hidden className="hidden h-5 w-px bg-line sm:block" />
      {MOVES.map(({ id, key: name, command }) => (
        <Button key={id} variant="ghost" disabled={!canDecide} onClick={() => onCommand(command)}>
          {t(`do.${id}`)}
          {key(name)}
        </Button>
      ))}
      <Button variant="ghost" disabled={!canUndo} onClick={() => onCommand({ do: "undo" })}>
        {t("do.undo")}
        {key("Z")}
      </Button>
      <span aria-hidden className="hidden h-5 w-px bg-line sm:block" />
      <Button variant="ghost" onClick={() => onCommand({ do: "move", by: -1 })}>
        {t("do.previous")}
        {key("K")}
      </Button>
      <Button variant="ghost" onClick={() => onCommand({ do: "move", by: 1 })}>
        {t("do.next")}
        {key("J")}
      </Button>
      <Button variant="ghost" aria-pressed={isComparing} onClick={() => onCommand({ do: "diff" })}>
        {t("do.diff")}
        {key("D")}
      </Button>
      <Button variant="ghost" onClick={() => onCommand({ do: "help" })}>
        {t("do.help")}
        {key("?")}
      </Button>
      <span className="ms-auto text-muted text-xs">{children}</span>
    </div>
  );
}
