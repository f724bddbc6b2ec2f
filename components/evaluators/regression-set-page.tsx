"use client";
import { GitCompareArrows } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api, client } from "#components/api/client.ts";
import { ConfirmChange } from "#components/api/confirm-change.tsx";
import { useChange } from "#components/api/use-change.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Select } from "#components/ui/select.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { CaseTable } from "./case-table.tsx";
import { ExpectedDialog, type ExpectedField } from "./expected-dialog.tsx";
import type { Expected, RegressionCase, RegressionSet, SetTrial } from "./regression-answers.ts";
import { RenameSetDialog } from "./rename-set-dialog.tsx";

export interface RegressionSetPageProps {
  set: RegressionSet;
  template: { id: string; name: string };
  /** Fields that a person can say are right. */
  fields: ExpectedField[];
  /** What was tried on it, the latest first. */
  trials: SetTrial[];
  mayWrite: boolean;
  mayCompare: boolean;
}

/** A regression set: its cases with what is right for each, its versions, and what was compared on it. */
export function RegressionSetPage({
  set,
  template,
  fields,
  trials,
  mayWrite,
  mayCompare,
}: RegressionSetPageProps) {
  const t = useTranslations("templates.regression");
  const router = useRouter();
  const [asking, setAsking] = useState<"archive" | "rename" | null>(null);
  const [edited, setEdited] = useState<RegressionCase | null>(null);
  const touches = [api.regressionSets.key()];
  const change = useChange(client.regressionSets.change, { touches });
  const { id: setId, name, version, shown, cases } = set;
  const at = `/templates/${template.id}/regression-sets/${setId}`;
  const isNewest = shown.version === version;
  const readOnly = !mayWrite || set.archivedAt !== null || !isNewest;
  const run = (rest: Omit<Parameters<typeof client.regressionSets.change>[0], "id" | "setId" | "version">) =>
    change.run({ id: template.id, setId, version, ...rest }, (answer) => {
      if (answer.version !== version) showToast({ title: t("saved", { version: answer.version }) });
      setEdited(null);
      setAsking(null);
      router.replace(at);
      router.refresh();
    });
  const expect = ({ rowNumber, language }: RegressionCase, expected: Expected | null) =>
    run({ expect: [{ rowNumber, language, expected }] });
  return (
    <>
      <PageHeader
        breadcrumbs={[{ label: template.name, href: `/templates/${template.id}` }]}
        title={name}
        facts={[
          t("facts", { version: shown.version, cases: cases.length }),
          t("heldOut", { count: cases.filter(({ split }) => split === "held-out").length }),
          t("expectedCount", { count: cases.filter(({ expected }) => expected !== null).length }),
          <span key="by">
            {shown.createdBy ?? ""} <DateTime iso={shown.createdAt} />
          </span>,
        ]}
        actions={
          <>
            {version > 1 ? (
              <Select
                aria-label={t("versions")}
                value={String(shown.version)}
                onValueChange={(wanted) => router.push(`${at}?version=${wanted}`)}
                options={Array.from({ length: version }, (_, before) => {
                  const number = version - before;
                  return { value: String(number), label: t("version", { version: number }) };
                })}
              />
            ) : null}
            {readOnly ? null : (
              <>
                <Button onClick={() => setAsking("rename")}>{t("rename")}</Button>
                <Button onClick={() => setAsking("archive")}>{t("archive")}</Button>
              </>
            )}
          </>
        }
        primaryAction={
          mayCompare && isNewest && set.archivedAt === null ? (
            <LinkButton
              variant="primary"
              icon={<GitCompareArrows aria-hidden />}
              href={`/trials/new?regressionSetId=${setId}&templateId=${template.id}`}
            >
              {t("compare")}
            </LinkButton>
          ) : null
        }
      />
      {set.archivedAt ? <Callout tone="warning">{t("archived")}</Callout> : null}
      {isNewest ? null : (
        <Callout className="mb-4" action={<TextLink href={at}>{t("toNewest", { version })}</TextLink>}>
          {t("older", { version: shown.version })}
        </Callout>
      )}
      {change.problem ? <Callout tone="danger">{change.problem}</Callout> : null}
      <div className="grid grid-cols-1 items-start gap-4 xl:grid-cols-[minmax(0,1fr)_20rem]">
        <CaseTable
          columns={set.columns}
          cases={cases}
          readOnly={readOnly}
          onEdit={setEdited}
          onRemove={({ rowNumber, language }) => run({ remove: [{ rowNumber, language }] })}
        />
        <Comparisons trials={trials} />
      </div>
      {edited ? (
        <ExpectedDialog
          of={edited}
          fields={fields}
          busy={change.pending}
          problem={change.problem}
          onClose={() => setEdited(null)}
          onSave={(expected) => expect(edited, expected)}
        />
      ) : null}
      {asking === "rename" ? (
        <RenameSetDialog
          name={name}
          busy={change.pending}
          problem={change.problem ?? change.misfit("name")}
          onClose={() => setAsking(null)}
          onSave={(changed) => run({ name: changed })}
        />
      ) : null}
      <ConfirmChange
        open={asking === "archive"}
        onOpenChange={(open) => setAsking(open ? "archive" : null)}
        title={t("archiveTitle", { name })}
        description={t("archiveDetail")}
        confirmLabel={t("archive")}
        danger
        change={client.regressionSets.archive}
        input={{ id: template.id, setId }}
        touches={touches}
        onDone={() => router.push(`/templates/${template.id}`)}
      />
    </>
  );
}

function Comparisons({ trials }: { trials: SetTrial[] }) {
  const t = useTranslations("templates.regression");
  return (
    <Card title={t("comparisons")}>
      {trials.length === 0 ? <p className="text-muted">{t("notCompared")}</p> : null}
      <ul className="flex flex-col gap-1">
        {trials.map(({ id, createdAt, variants, regressionSet }) => (
          <li key={id} className="flex flex-wrap justify-between gap-x-3">
            <TextLink href={`/trials/${id}`}>
              {variants
                .map(({ versionNumber }) =>
                  versionNumber === null ? t("draft") : t("version", { version: versionNumber }),
                )
                .join(" → ")}
            </TextLink>
            <span className="text-muted text-xs">
              {t("onVersion", { version: regressionSet?.version ?? 0 })},{" "}
              <DateTime iso={createdAt} relative />
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
