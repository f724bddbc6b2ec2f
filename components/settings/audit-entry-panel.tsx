"use client";
import { useTranslations } from "next-intl";
import { Code } from "#components/ui/code.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { SidePanel } from "#components/ui/side-panel.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { auditChanges, auditConstants } from "#lib/auth/audit-changes.ts";
import type { AuditEntry } from "#lib/auth/list-audit.ts";
import { useAuditWords } from "./use-audit-words.ts";

/** One entry: what changed from what to what, and the record around it. */
export function AuditEntryPanel({ entry, onClose }: { entry: AuditEntry; onClose: () => void }) {
  const t = useTranslations("audit");
  const words = useAuditWords();
  const changes = auditChanges(entry.before, entry.after);
  const constants = auditConstants(entry.before, entry.after);
  const sameTarget = new URLSearchParams({ type: entry.targetType, target: entry.targetId });
  return (
    <SidePanel
      title={words.action(entry.action)}
      facts={
        <>
          <span>{words.actor(entry)}</span>
          <DateTime iso={entry.at} />
        </>
      }
      onClose={onClose}
    >
      <dl className="mb-5 grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-1.5">
        <dt className="text-muted">{t("target")}</dt>
        <dd className="min-w-0 break-words">{words.target(entry)}</dd>
        <dt className="text-muted">{t("targetId")}</dt>
        <dd className="flex min-w-0 items-center gap-1">
          <Code className="break-all">{entry.targetId}</Code>
          <CopyButton text={entry.targetId} />
        </dd>
        <dt className="text-muted">{t("code")}</dt>
        <dd>
          <Code>{entry.action}</Code>
        </dd>
        {entry.via ? (
          <>
            <dt className="text-muted">{t("credential")}</dt>
            <dd className="min-w-0 break-words">
              {[t(`via.${entry.via}`), entry.credential?.name].filter(Boolean).join(" · ")}
            </dd>
          </>
        ) : null}
        {entry.address ? (
          <>
            <dt className="text-muted">{t("address")}</dt>
            <dd>
              <Code>{entry.address}</Code>
            </dd>
          </>
        ) : null}
      </dl>
      {changes.length > 0 ? (
        <section className="mb-5">
          <h3 className="mb-2 font-semibold">{t("changes")}</h3>
          <table className="w-full table-fixed border-collapse rounded-md border border-line text-start">
            <thead className="bg-sunken text-muted text-xs">
              <tr>
                <th scope="col" className="h-7 w-1/4 px-3 text-start font-medium">
                  {t("field")}
                </th>
                <th scope="col" className="px-3 text-start font-medium">
                  {t("before")}
                </th>
                <th scope="col" className="px-3 text-start font-medium">
                  {t("after")}
                </th>
              </tr>
            </thead>
            <tbody>
              {changes.map(({ path, before, after }) => (
                <tr key={path} className="border-line border-t align-top">
                  <th
                    scope="row"
                    className="break-words px-3 py-1.5 text-start font-mono font-normal text-xs"
                  >
                    {path}
                  </th>
                  <td className="whitespace-pre-wrap break-words px-3 py-1.5">
                    {before === null ? (
                      <Absent />
                    ) : (
                      <del className="rounded-sm bg-danger-soft text-danger-text">{before}</del>
                    )}
                  </td>
                  <td className="whitespace-pre-wrap break-words px-3 py-1.5">
                    {after === null ? (
                      <Absent />
                    ) : (
                      <ins className="rounded-sm bg-success-soft text-success-text">{after}</ins>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      ) : null}
      {constants.length > 0 ? (
        <section className="mb-5">
          <h3 className="mb-2 font-semibold">{t("unchanged")}</h3>
          <dl className="grid grid-cols-[minmax(6rem,25%)_1fr] gap-x-4 gap-y-1 text-muted">
            {constants.map(({ path, value }) => (
              <div key={path} className="contents">
                <dt className="break-words font-mono text-xs">{path}</dt>
                <dd className="min-w-0 whitespace-pre-wrap break-words">{value}</dd>
              </div>
            ))}
          </dl>
        </section>
      ) : null}
      <TextLink href={`/settings/audit?${sameTarget}`}>{t("allOfTarget")}</TextLink>
    </SidePanel>
  );
}

function Absent() {
  return <span className="text-faint">—</span>;
}
