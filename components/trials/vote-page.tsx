"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { useRef } from "react";
import { api, client, problemOf } from "#components/api/client.ts";
import { useHelp } from "#components/help/help-provider.tsx";
import { QuietSign } from "#components/review/quiet-sign.tsx";
import { usePainted } from "#components/review/use-painted.ts";
import { useQuietSign } from "#components/review/use-quiet-sign.ts";
import { Callout } from "#components/ui/callout.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { announce } from "#components/ui/live-region.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { ProgressBar } from "#components/ui/progress-bar.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { useKeyCommands } from "#components/ui/use-key-commands.ts";
import type { Ballot } from "./trial-answers.ts";
import { VoteBar } from "./vote-bar.tsx";
import { type VoteCommand, voteCommand } from "./vote-key.ts";
import { VoteSides } from "./vote-sides.tsx";

/** Two variants such as `0,2`, and rows such as `1,5`. */
export interface VotesWanted {
  variants?: string;
  rows?: string;
}

/** Nobody can have read two texts sooner: such a key was meant for the pair before. */
const LEAST_SEEN_MS = 250;

/** A blind vote: two outputs of the same row, one key to say which is better, and the next two. */
export function VotePage({
  trialId,
  canReadTrial,
  wanted = {},
  back,
}: {
  trialId: string;
  canReadTrial: boolean;
  /** Which pairs alone, as its address says. */
  wanted?: VotesWanted;
  /** Where the figures stand, if not with the trial. */
  back?: string | undefined;
}) {
  const t = useTranslations("trials.votes.page");
  const locale = useLocale();
  const { singleKeys } = useHelp();
  const queries = useQueryClient();
  const options = api.trials.votes.next.queryOptions({ input: { id: trialId, ...wanted } });
  const {
    data: ballot,
    error,
    refetch,
  } = useQuery({ ...options, refetchOnWindowFocus: false, retry: false });
  const [sign, showSign] = useQuietSign();
  const seen = useRef<{ token: string; at: number } | null>(null);
  const vote = useMutation({
    mutationFn: (command: VoteCommand) => send({ id: trialId, ...wanted }, command, ballot),
    onSuccess: (next) => {
      queries.setQueryData<Ballot>(options.queryKey, next);
      // What its page has of the votes was told before.
      queries.removeQueries({ queryKey: api.trials.get.queryKey({ input: { id: trialId } }) });
      announce(next.token ? t("kept") : t("done"));
    },
    onError: (problem) => {
      showToast({ tone: "danger", title: problemOf(problem)?.detail ?? t("notKept") });
      void refetch();
    },
  });
  usePainted(ballot?.token ?? undefined, (token) => {
    seen.current = { token, at: performance.now() };
  });

  function say(command: VoteCommand) {
    if (!ballot || vote.isPending || (command === "undo" ? ballot.voted === 0 : ballot.token === null))
      return;
    vote.mutate(command);
  }

  useKeyCommands({
    isOn: singleKeys,
    commandOf: voteCommand,
    onCommand: (command) => {
      const { token, at } = seen.current ?? { token: null, at: 0 };
      const wasSeen = token === ballot?.token && performance.now() - at >= LEAST_SEEN_MS;
      if (command !== "undo" && ballot?.token && !wasSeen) showSign(t("tooSoon"));
      else say(command);
    },
  });

  const trialHref = back ?? `/trials/${trialId}`;
  return (
    <>
      <PageHeader
        {...(canReadTrial && { breadcrumbs: [{ label: t("trial"), href: trialHref }] })}
        title={t("title")}
        facts={ballot?.cell ? [placeText(ballot.cell, locale, t)] : []}
      />
      <p className="mb-3 text-muted">{t("about")}</p>
      {ballot?.madeVariants ? (
        <Callout className="mb-3" tone="warning">
          {t("made")}
        </Callout>
      ) : null}
      {error ? (
        <ErrorState title={problemOf(error)?.detail ?? t("notLoaded")} onRetry={() => void refetch()} />
      ) : null}
      {!ballot && !error ? <Skeleton className="h-64 w-full" /> : null}
      {ballot ? (
        <>
          <ProgressBar
            className="mb-3"
            label={t("progress")}
            value={ballot.voted}
            max={ballot.pairs}
            caption={t("progressFact", { voted: ballot.voted, pairs: ballot.pairs })}
          />
          {ballot.token ? (
            <VoteSides ballot={ballot} />
          ) : (
            <EmptyState
              title={t("done")}
              cause={t("doneCause")}
              action={canReadTrial ? <LinkButton href={trialHref}>{t("results")}</LinkButton> : null}
            />
          )}
          <VoteBar ballot={ballot} showsKeys={singleKeys} isPending={vote.isPending} onCommand={say}>
            <QuietSign words={sign} />
          </VoteBar>
        </>
      ) : null}
    </>
  );
}

async function send(
  of: { id: string } & VotesWanted,
  command: VoteCommand,
  ballot: Ballot | undefined,
): Promise<Ballot> {
  if (command === "undo") return client.trials.votes.undo(of);
  const { cell, token } = ballot ?? {};
  if (!cell || !token) return client.trials.votes.next(of);
  return client.trials.votes.cast({ ...of, cell, choice: command, token });
}

function placeText(
  { rowNumber, language }: NonNullable<Ballot["cell"]>,
  locale: string,
  t: ReturnType<typeof useTranslations<"trials.votes.page">>,
): string {
  const name = new Intl.DisplayNames(locale, { type: "language" }).of(language) ?? language;
  return t("place", { row: rowNumber, language: name });
}
