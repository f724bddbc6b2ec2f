import { useTranslations } from "next-intl";
import { Badge } from "#components/ui/badge.tsx";
import type { Role } from "#lib/auth/role.ts";

/** The roles of a member, as words. */
export function RoleBadges({ roles }: { roles: readonly Role[] }) {
  const t = useTranslations("settings");
  return (
    <span className="flex gap-1">
      {roles.map((role) => (
        <Badge key={role}>{t(`role.${role}.name`)}</Badge>
      ))}
    </span>
  );
}
