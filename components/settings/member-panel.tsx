"use client";
import { useQuery } from "@tanstack/react-query";
import { Download, Eraser, KeyRound, Unlink, UserCheck, UserX } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api, client } from "#components/api/client.ts";
import { LoadingPanel } from "#components/api/loading-panel.tsx";
import { useChange } from "#components/api/use-change.ts";
import { Button } from "#components/ui/button.tsx";
import { buttonStyle } from "#components/ui/button-style.ts";
import { Callout } from "#components/ui/callout.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { ConfirmDialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { SidePanel } from "#components/ui/side-panel.tsx";
import { StateBadge } from "#components/ui/state-badge.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { Member } from "#lib/auth/member.ts";
import { RoleChoice } from "./role-choice.tsx";
import { SecretOnce } from "./secret-once.tsx";
import { SessionList } from "./session-list.tsx";

export interface MemberPanelProps {
  memberId: string;
  /** The member as the list has them, when it does. */
  known: Member | null;
  onClose: () => void;
}

/** One member: name and roles, password, browsers, disabling. */
export function MemberPanel({ memberId, known, onClose }: MemberPanelProps) {
  const t = useTranslations("settings.members");
  const { data: member, error } = useQuery({
    ...api.members.get.queryOptions({ input: { id: memberId } }),
    ...(known && { initialData: known }),
  });
  if (!member) return <LoadingPanel title={t("member")} error={error} onClose={onClose} />;
  if (member.erasedAt) return <ErasedMemberPanel member={member} onClose={onClose} />;
  return <KnownMemberPanel member={member} onClose={onClose} />;
}

function KnownMemberPanel({ member, onClose }: { member: Member; onClose: () => void }) {
  const t = useTranslations("settings.members");
  const words = useTranslations("common.action");
  const [name, setName] = useState(member.name);
  const [roles, setRoles] = useState(member.roles);
  const [languages, setLanguages] = useState(member.reviewLanguages.join(", "));
  const [team, setTeam] = useState(member.team ?? "");
  const [categories, setCategories] = useState(member.reviewCategories.join("\n"));
  const [practisesFirst, setPractisesFirst] = useState(member.practisesFirst);
  const touches = [api.members.key()];
  const change = useChange(client.members.change, { touches });
  const reviewLanguages = languages.split(/[\s,;，、；]+/).filter((tag) => tag !== "");
  const reviewCategories = categories.split("\n").flatMap((line) => line.trim() || []);
  const isDirty =
    name.trim() !== member.name ||
    roles.join() !== member.roles.join() ||
    team.trim() !== (member.team ?? "") ||
    reviewLanguages.join() !== member.reviewLanguages.join() ||
    reviewCategories.join("\n") !== member.reviewCategories.join("\n") ||
    practisesFirst !== member.practisesFirst;
  const isActive = member.state === "active";

  return (
    <SidePanel
      title={member.name}
      facts={
        <>
          <span>{member.email}</span>
          <StateBadge tone={isActive ? "success" : "neutral"}>{t(`states.${member.state}`)}</StateBadge>
          <span>
            {t("added")} <DateTime iso={member.createdAt} dateOnly />
          </span>
        </>
      }
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{words("cancel")}</Button>
          <Button
            variant="primary"
            disabled={!isDirty}
            loading={change.pending}
            onClick={() =>
              change.run(
                {
                  ...{ id: member.id, name, roles, reviewLanguages, reviewCategories, practisesFirst },
                  team: team.trim() || null,
                },
                () => showToast({ title: t("savedToast") }),
              )
            }
          >
            {words("save")}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-6">
        <section className="flex flex-col gap-4">
          {change.problem ? <Callout tone="danger">{change.problem}</Callout> : null}
          <Field label={t("name")} error={change.misfit("name")}>
            <Input value={name} onValueChange={setName} autoComplete="off" />
          </Field>
          <Field label={t("team")} hint={t("teamHint")} error={change.misfit("team")} optional>
            <Input value={team} onValueChange={setTeam} autoComplete="off" maxLength={100} />
          </Field>
          <RoleChoice roles={roles} onChange={setRoles} error={change.misfit("roles")} />
          {roles.includes("reviewer") ? (
            <Field
              label={t("reviewLanguages")}
              hint={t("reviewLanguagesHint")}
              error={change.misfit("reviewLanguages")}
              optional
            >
              <Input
                value={languages}
                onValueChange={setLanguages}
                autoComplete="off"
                placeholder="en, zh"
                spellCheck={false}
              />
            </Field>
          ) : null}
          {roles.includes("reviewer") ? (
            <Field
              label={t("reviewCategories")}
              hint={t("reviewCategoriesHint")}
              error={change.misfit("reviewCategories")}
              optional
            >
              <Textarea
                value={categories}
                onChange={(event) => setCategories(event.target.value)}
                rows={2}
                spellCheck={false}
              />
            </Field>
          ) : null}
          {roles.includes("reviewer") ? (
            <Checkbox
              checked={practisesFirst}
              onCheckedChange={setPractisesFirst}
              label={t("practisesFirst")}
              hint={
                member.practisedAt ? (
                  <>
                    {t("practisedOn")} <DateTime iso={member.practisedAt} dateOnly />
                  </>
                ) : (
                  t("practisesFirstHint")
                )
              }
            />
          ) : null}
        </section>
        <section>
          <h3 className="mb-2 font-semibold">{t("sessions")}</h3>
          <SessionList memberId={member.id} />
        </section>
        <section className="flex flex-col items-start gap-2">
          <h3 className="font-semibold">{t("access")}</h3>
          <ResetPassword member={member} />
          {member.singleSignOn ? (
            <>
              <Button
                icon={<Unlink aria-hidden />}
                loading={change.pending}
                onClick={() =>
                  change.run({ id: member.id, singleSignOn: false }, ({ name: known }) =>
                    showToast({ title: t("forgottenToast", { name: known }) }),
                  )
                }
              >
                {t("forgetSingleSignOn")}
              </Button>
              <p className="text-muted text-xs">{t("singleSignOnHint")}</p>
            </>
          ) : null}
          <Button
            icon={isActive ? <UserX aria-hidden /> : <UserCheck aria-hidden />}
            loading={change.pending}
            onClick={() =>
              change.run({ id: member.id, state: isActive ? "disabled" : "active" }, (after) =>
                showToast({ title: t(`stateToast.${after.state}`, { name: after.name }) }),
              )
            }
          >
            {isActive ? t("disable") : t("enable")}
          </Button>
          <p className="text-muted text-xs">{isActive ? t("disableHint") : t("enableHint")}</p>
        </section>
        <section className="flex flex-col items-start gap-2">
          <h3 className="font-semibold">{t("personalData")}</h3>
          <a
            href={`/api/v1/members/${member.id}/data`}
            download
            className={buttonStyle("secondary", "md", false)}
          >
            <Download className="size-3.5" aria-hidden />
            {t("exportData")}
          </a>
          <EraseMember member={member} />
        </section>
      </div>
    </SidePanel>
  );
}

function ResetPassword({ member }: { member: Member }) {
  const t = useTranslations("settings.members");
  const [asking, setAsking] = useState(false);
  const [password, setPassword] = useState<string | null>(null);
  const reset = useChange(client.members.resetPassword, { touches: [api.members.key()] });
  return (
    <>
      {password ? <SecretOnce label={t("passwordOf", { email: member.email })} secret={password} /> : null}
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        trigger={<Button icon={<KeyRound aria-hidden />}>{t("resetPassword")}</Button>}
        title={t("resetPasswordOf", { name: member.name })}
        description={t("resetPasswordHint")}
        confirmLabel={t("resetPassword")}
        busy={reset.pending}
        onConfirm={() =>
          reset.run({ id: member.id }, (answer) => {
            setPassword(answer.password);
            setAsking(false);
          })
        }
      >
        {reset.problem ? <Callout tone="danger">{reset.problem}</Callout> : null}
      </ConfirmDialog>
    </>
  );
}

function EraseMember({ member }: { member: Member }) {
  const t = useTranslations("settings.members");
  const [asking, setAsking] = useState(false);
  const erase = useChange(client.members.erase, { touches: [api.members.key(), api.audit.key()] });
  return (
    <ConfirmDialog
      open={asking}
      onOpenChange={setAsking}
      trigger={<Button icon={<Eraser aria-hidden />}>{t("erase")}</Button>}
      title={t("eraseOf", { name: member.name })}
      description={t("eraseHint")}
      confirmLabel={t("erase")}
      danger
      busy={erase.pending}
      onConfirm={() =>
        erase.run({ id: member.id }, ({ name }) => {
          showToast({ title: t("erasedToast", { name }) });
          setAsking(false);
        })
      }
    >
      {erase.problem ? <Callout tone="danger">{erase.problem}</Callout> : null}
    </ConfirmDialog>
  );
}

function ErasedMemberPanel({ member, onClose }: { member: Member; onClose: () => void }) {
  const t = useTranslations("settings.members");
  const words = useTranslations("common.action");
  return (
    <SidePanel
      title={member.name}
      facts={<StateBadge tone="neutral">{t("erased")}</StateBadge>}
      onClose={onClose}
      footer={<Button onClick={onClose}>{words("close")}</Button>}
    >
      <Callout tone="info">
        {t.rich("erasedHint", { when: () => <DateTime iso={member.erasedAt} dateOnly /> })}
      </Callout>
    </SidePanel>
  );
}
