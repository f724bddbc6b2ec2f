"use client";
import { useTranslations } from "next-intl";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field } from "#components/ui/field.tsx";
import { ROLES, type Role } from "#lib/auth/role.ts";

/** Which roles a member has, each with what it may do. */
export function RoleChoice({
  roles,
  onChange,
  error,
}: {
  roles: readonly Role[];
  onChange: (roles: Role[]) => void;
  error?: string | null;
}) {
  const t = useTranslations("settings");
  return (
    <Field label={t("members.roles")} group error={error}>
      <div className="grid gap-1 sm:grid-cols-2">
        {ROLES.map((role) => (
          <Checkbox
            key={role}
            checked={roles.includes(role)}
            onCheckedChange={(on) => onChange(ROLES.filter((r) => (r === role ? on : roles.includes(r))))}
            label={t(`role.${role}.name`)}
            hint={t(`role.${role}.may`)}
          />
        ))}
      </div>
    </Field>
  );
}
