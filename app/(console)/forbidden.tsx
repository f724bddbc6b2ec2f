import { headers } from "next/headers";
import { getLocale, getTranslations } from "next-intl/server";
import { requireActor } from "#app/current-actor.ts";
import { permissionOf } from "#components/navigation/permission-of.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { rolesThatMay } from "#lib/auth/can.ts";
import type { Role } from "#lib/auth/role.ts";

/** For what somebody's roles do not open: says so, and which role would. */
export default async function Forbidden() {
  const [actor, locale, asked] = await Promise.all([requireActor(), getLocale(), headers()]);
  const t = await getTranslations("common.error");
  const word = await getTranslations("navigation.role");
  const permission = permissionOf(asked.get("x-presswork-path") ?? "/");
  const listOf = (roles: readonly Role[], type: "conjunction" | "disjunction") =>
    new Intl.ListFormat(locale, { type }).format(roles.map((role) => word(role)));
  const own = listOf(actor.roles, "conjunction");
  return (
    <EmptyState
      titleAs="h1"
      title={t("forbiddenTitle")}
      cause={
        permission
          ? t("forbiddenDetail", { needed: listOf(rolesThatMay(permission), "disjunction"), own })
          : t("forbiddenAny", { own })
      }
      action={<LinkButton href="/">{t("home")}</LinkButton>}
    />
  );
}
