"use client";
import { Download } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { Menu, MenuItem } from "#components/ui/menu.tsx";

const FORMATS = ["xlsx", "json"] as const;

/** Downloads a batch's checks, overrides, decisions and labels for an audit. */
export function ComplianceMenu({ batchId }: { batchId: string }) {
  const t = useTranslations("batches.compliance");
  return (
    <Menu
      trigger={
        <Button variant="ghost" icon={<Download aria-hidden />}>
          {t("open")}
        </Button>
      }
    >
      {FORMATS.map((format) => (
        <MenuItem
          key={format}
          onSelect={() => window.location.assign(`/api/v1/batches/${batchId}/compliance?format=${format}`)}
        >
          {t(format)}
        </MenuItem>
      ))}
    </Menu>
  );
}
