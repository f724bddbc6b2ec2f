"use client";
import { useTranslations } from "next-intl";
import type { AuditEntry } from "#lib/auth/list-audit.ts";

/** The audit log's own codes as words of the reader's language. */
export function useAuditWords() {
  const t = useTranslations("audit");
  return {
    /** "Change member" for `members.change`; the code itself where it has no words yet. */
    action(code: string): string {
      const known = code as "members.change";
      return t.has(`actions.${known}`) ? t(`actions.${known}`) : code;
    },
    /** Who it was; nobody known where a sign-in or a token was refused. */
    actor({ actorName }: AuditEntry): string {
      return actorName || t("nobody");
    },
    /** What was acted on: its kind, and its name where the record has one. */
    target({ targetType, targetId, before, after }: AuditEntry): string {
      const known = targetType as "member";
      const kind = t.has(`targets.${known}`) ? t(`targets.${known}`) : targetType;
      return `${kind} ${nameIn(after) ?? nameIn(before) ?? targetId.slice(-8)}`;
    },
  };
}

function nameIn(record: unknown): string | null {
  if (typeof record !== "object" || record === null) return null;
  if ("name" in record && typeof record.name === "string") return record.name;
  return "email" in record && typeof record.email === "string" ? record.email : null;
}
