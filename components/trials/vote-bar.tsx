"use client";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Button } from "#components/ui/button.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import type { Ballot } from "./trial-answers.ts";
import { VOTE_KEYS, type VoteCommand } from "./vote-key.ts";

const CHOICES = [
  { command: "left", label: "chooseLeft" },
  { command: "tie", label: "tie" },
  { command: "both-bad", label: "bothBad" },
  { command: "right", label: "chooseRight" },
] as const;

export interface VoteBarProps {
  ballot: Ballot;
  showsKeys: boolean;
  isPending: boolean;
  onCommand: (command: VoteCommand) => void;
  /** Left of undo: why a key did nothing. */
  children: ReactNode;
}

/** Everything one can say of the two outputs, each with its key; always in sight. */
export function VoteBar({ ballot, showsKeys, isPending, onCommand, children }: VoteBarProps) {
  const t = useTranslations("trials.votes.page");
  const keys = (command: VoteCommand) =>
    showsKeys ? (
      <span className="ms-0.5 hidden sm:inline">
        <Kbd>{VOTE_KEYS[command][0].toUpperCase()}</Kbd>
      </span>
    ) : null;
  return (
    <div
      role="toolbar"
      aria-label={t("choices")}
      className="sticky bottom-0 z-10 mt-3 flex flex-wrap items-center gap-2 border-line border-t bg-raised py-2"
    >
      {CHOICES.map(({ command, label }) => (
        <Button
          key={command}
          disabled={isPending || ballot.token === null}
          onClick={() => onCommand(command)}
        >
          {t(label)}
          {keys(command)}
        </Button>
      ))}
      <span className="ms-auto flex items-center">
        {children}
        <Button disabled={isPending || ballot.voted === 0} onClick={() => onCommand("undo")}>
          {t("undo")}
          {keys("undo")}
        </Button>
      </span>
    </div>
  );
}
