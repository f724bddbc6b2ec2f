"use client";
import { useQueryClient } from "@tanstack/react-query";
import { ArrowLeft, EllipsisVertical, RefreshCw } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { api, client } from "#components/api/client.ts";
import { CreationKey } from "#components/api/creation-key.ts";
import { ProblemCallout } from "#components/api/problem-callout.tsx";
import { modelName } from "#components/models/model-name.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Menu, MenuItem } from "#components/ui/menu.tsx";
import { SimulatedMark } from "#components/ui/simulated-mark.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { ChangeDialog } from "./change-dialog.tsx";
import { Composer, type Said } from "./composer.tsx";
import type { Conversation } from "./conversation-answers.ts";
import type { ConversationDraft } from "./conversation-draft.ts";
import { ConversationSpend } from "./conversation-spend.tsx";
import { KeepDialog } from "./keep-dialog.tsx";
import type { Keeping } from "./keeping.ts";
import { TurnView } from "./turn-view.tsx";
import { useConversation } from "./use-conversation.ts";

interface ConversationViewProps {
  id: string;
  draft: ConversationDraft;
  onLeave: () => void;
}

/** One conversation: what was said, what it cost, and where one goes on. */
export function ConversationView({ id, draft, onLeave }: ConversationViewProps) {
  const { data, error } = useConversation(id);
  if (error)
    return (
      <div className="flex flex-col items-start gap-2 p-3">
        <ProblemCallout error={error} />
        <LeaveButton onLeave={onLeave} />
      </div>
    );
  if (!data)
    return (
      <div className="flex flex-col gap-2 p-3">
        <Skeleton className="h-5 w-40" />
        <Skeleton className="h-40" />
      </div>
    );
  return <OpenConversation conversation={data} draft={draft} onLeave={onLeave} />;
}

function OpenConversation({
  conversation,
  draft,
  onLeave,
}: Omit<ConversationViewProps, "id"> & { conversation: Conversation }) {
  const t = useTranslations("conversations.view");
  const { id, step, turns, standing } = conversation;
  const [keeping, setKeeping] = useState<Keeping | null>(null);
  const asking = useAsking(id, draft);
  const last = turns.at(-1);
  const isRunning = last?.state === "running";
  const isChanged = draft.isUnsaved || (last && last.draftRevision !== draft.revision);
  const prompt = draft.promptOf(step);
  const isStepGone = step !== null && prompt === null;
  const mayKeep = draft.readOnly || isStepGone ? null : setKeeping;
  return (
    <>
      <Head conversation={conversation} onLeave={onLeave} />
      <ConversationSpend conversation={conversation} />
      <Exchange last={`${last?.seq} ${last?.state} ${last?.partialText?.length}`} label={t("exchange")}>
        {turns.map((turn) => (
          <TurnView
            key={turn.seq}
            turn={turn}
            isStanding={standing.includes(turn.seq) || turn.seq === last?.seq}
            onKeep={mayKeep}
          />
        ))}
      </Exchange>
      {last && !isRunning ? (
        <div className="px-3 pb-3">
          <Button
            size="sm"
            icon={<RefreshCw aria-hidden />}
            loading={asking.isSending}
            disabled={isStepGone}
            onClick={() => void asking.ask({ again: true })}
          >
            {isChanged ? t("againWithDraft") : t("again")}
          </Button>
        </div>
      ) : null}
      {isStepGone ? (
        <Callout tone="warning" className="mx-3 mb-3">
          {t("stepGone", { step })}
        </Callout>
      ) : null}
      <AskingProblem asking={asking} />
      <Composer
        isRunning={isRunning}
        isSending={asking.isSending}
        disabled={isStepGone}
        onSend={asking.ask}
        onStop={() => void asking.stop()}
      />
      {keeping && prompt ? (
        <KeepDialog
          keeping={keeping}
          conversation={conversation}
          draft={draft}
          prompt={prompt}
          onDone={() => setKeeping(null)}
        />
      ) : null}
    </>
  );
}

/** The turns in a column of their own that stays at its end while an answer is written. */
function Exchange({ last, label, children }: { last: string; label: string; children: React.ReactNode }) {
  const place = useRef<HTMLOListElement>(null);
  const isAtEnd = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whatever is added moves the end
  useEffect(() => {
    const list = place.current;
    if (list && isAtEnd.current) list.scrollTop = list.scrollHeight;
  }, [last]);
  return (
    <ol
      ref={place}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a column that scrolls is scrolled by keys
      tabIndex={0}
      aria-label={label}
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        isAtEnd.current = scrollHeight - scrollTop - clientHeight < 40;
      }}
      className="flex max-h-[45vh] flex-col gap-4 overflow-y-auto p-3 focus-visible:-outline-offset-2"
    >
      {children}
    </ol>
  );
}

function Head({ conversation, onLeave }: { conversation: Conversation; onLeave: () => void }) {
  const t = useTranslations("conversations.view");
  const queries = useQueryClient();
  const [isChanging, setIsChanging] = useState(false);
  const { id, title, step, dataset, rowNumber, model } = conversation;
  const archive = async () => {
    await client.conversations.archive({ id });
    await queries.invalidateQueries({ queryKey: api.conversations.key() });
    onLeave();
  };
  return (
    <div className="flex items-start gap-1 border-line border-b p-2">
      <LeaveButton onLeave={onLeave} />
      <div className="min-w-0 flex-1">
        <h3 className="truncate font-medium" title={title}>
          {title || t("untitled")}
        </h3>
        <p className="flex flex-wrap items-center gap-x-2 text-muted text-xs">
          <span>
            {dataset ? t("row", { row: rowNumber ?? 0, dataset: dataset.name ?? "" }) : t("samples")}
          </span>
          {step === null ? null : <span className="break-all">{t("step", { step })}</span>}
          <span>{modelName({ name: model.name, provider: model.provider })}</span>
          {model.simulated ? <SimulatedMark /> : null}
        </p>
      </div>
      <Menu
        trigger={
          <Button size="sm" variant="ghost" icon={<EllipsisVertical aria-hidden />} aria-label={t("more")} />
        }
      >
        <MenuItem onSelect={() => setIsChanging(true)}>{t("change")}</MenuItem>
        <MenuItem danger onSelect={() => void archive()}>
          {t("archive")}
        </MenuItem>
      </Menu>
      {isChanging ? <ChangeDialog conversation={conversation} onClose={() => setIsChanging(false)} /> : null}
    </div>
  );
}

function LeaveButton({ onLeave }: { onLeave: () => void }) {
  const t = useTranslations("conversations.view");
  return (
    <Button
      size="sm"
      variant="ghost"
      icon={<ArrowLeft aria-hidden />}
      aria-label={t("leave")}
      onClick={onLeave}
    />
  );
}

interface Asking {
  isSending: boolean;
  error: unknown;
  /** The draft could not be saved, so nothing was asked. */
  isUnsaved: boolean;
  /** `true` when it was taken. */
  ask: (said: Partial<Said> & { again?: boolean }) => Promise<boolean>;
  stop: () => Promise<void>;
}

function AskingProblem({ asking }: { asking: Asking }) {
  const t = useTranslations("conversations.view");
  if (asking.isUnsaved)
    return (
      <Callout tone="danger" className="mx-3 mb-3">
        {t("notSaved")}
      </Callout>
    );
  return asking.error ? <ProblemCallout error={asking.error} className="mx-3 mb-3" /> : null;
}

// What is asked is about the draft as the editor shows it, so that is saved first.
function useAsking(id: string, draft: ConversationDraft): Asking {
  const queries = useQueryClient();
  const [key] = useState(() => new CreationKey());
  const [state, setState] = useState<Pick<Asking, "isSending" | "error" | "isUnsaved">>({
    ...{ isSending: false, error: null, isUnsaved: false },
  });
  const refresh = () => queries.invalidateQueries({ queryKey: api.conversations.key() });
  const ask: Asking["ask"] = async (said) => {
    setState({ isSending: true, error: null, isUnsaved: false });
    if (draft.isUnsaved && (await draft.save()) === null) {
      setState({ isSending: false, error: null, isUnsaved: true });
      return false;
    }
    try {
      const input = { id, ...said };
      await client.conversations.say(input, key.for(input));
      key.done();
      await refresh();
      setState({ isSending: false, error: null, isUnsaved: false });
      return true;
    } catch (error) {
      setState({ isSending: false, error, isUnsaved: false });
      return false;
    }
  };
  const stop = async () => {
    try {
      await client.conversations.stop({ id });
      await refresh();
    } catch (error) {
      setState((before) => ({ ...before, error }));
    }
  };
  return { ...state, ask, stop };
}
