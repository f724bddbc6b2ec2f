"use client";
import { useQuery } from "@tanstack/react-query";
import { LogOut } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { api, client } from "#components/api/client.ts";
import { useChange } from "#components/api/use-change.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { browserName } from "#lib/auth/browser-name.ts";
import type { OpenSession } from "#lib/auth/list-sessions.ts";

const touches = [api.sessions.key(), api.members.key()];

/** The signed-in browsers of a member, for an admin: ended all at once. */
export function SessionList({ memberId }: { memberId: string }) {
  const t = useTranslations("settings.sessions");
  const { data: sessions } = useQuery(api.members.sessions.queryOptions({ input: { id: memberId } }));
  const revoke = useChange(client.members.revokeSessions, { touches });
  if (!sessions) return <Skeleton className="h-8 w-full" />;
  if (sessions.length === 0) return <p className="text-muted">{t("none")}</p>;
  return (
    <div className="flex flex-col items-start gap-2">
      {revoke.problem ? <Callout tone="danger">{revoke.problem}</Callout> : null}
      <Sessions sessions={sessions} />
      <Button
        icon={<LogOut aria-hidden />}
        loading={revoke.pending}
        onClick={() =>
          revoke.run({ id: memberId }, ({ ended }) => showToast({ title: t("endedToast", { count: ended }) }))
        }
      >
        {t("endAll")}
      </Button>
    </div>
  );
}

/** One's own signed-in browsers: any other can be signed out. */
export function OwnSessions({ initial }: { initial: OpenSession[] }) {
  const t = useTranslations("settings.sessions");
  const { data: sessions } = useQuery({ ...api.sessions.list.queryOptions(), initialData: initial });
  const revoke = useChange(client.sessions.revoke, { touches });
  const revokeOthers = useChange(() => client.sessions.revokeOthers(), { touches });
  const problem = revoke.problem ?? revokeOthers.problem;
  return (
    <div className="flex flex-col items-start gap-3">
      {problem ? <Callout tone="danger">{problem}</Callout> : null}
      <Sessions
        sessions={sessions}
        action={(session) =>
          session.isCurrent ? null : (
            <Button
              size="sm"
              aria-label={t("endOne", { browser: browserName(session.userAgent) ?? t("unknownBrowser") })}
              onClick={() =>
                revoke.run({ id: session.id }, () => showToast({ title: t("endedToast", { count: 1 }) }))
              }
            >
              {t("end")}
            </Button>
          )
        }
      />
      {sessions.length > 1 ? (
        <Button
          icon={<LogOut aria-hidden />}
          loading={revokeOthers.pending}
          onClick={() =>
            revokeOthers.run(undefined, ({ ended }) =>
              showToast({ title: t("endedToast", { count: ended }) }),
            )
          }
        >
          {t("endOthers")}
        </Button>
      ) : null}
    </div>
  );
}

function Sessions({
  sessions,
  action,
}: {
  sessions: readonly OpenSession[];
  action?: (session: OpenSession) => ReactNode;
}) {
  const t = useTranslations("settings.sessions");
  return (
    <ul className="w-full rounded-md border border-line">
      {sessions.map((session) => (
        <li
          key={session.id}
          className="flex min-h-10 flex-wrap items-center gap-x-3 gap-y-0.5 border-line border-b px-3 py-1.5 last:border-b-0"
        >
          <span className="font-medium" title={session.userAgent ?? undefined}>
            {browserName(session.userAgent) ?? t("unknownBrowser")}
          </span>
          {session.isCurrent ? <Badge tone="accent">{t("current")}</Badge> : null}
          <span className="text-muted text-xs">{session.address}</span>
          <span className="ms-auto text-muted text-xs">
            {t("seen")} <DateTime iso={session.lastSeenAt} relative />
          </span>
          {action?.(session)}
        </li>
      ))}
    </ul>
  );
}
