import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { cn } from "./class-names.ts";
import { Skeleton } from "./skeleton.tsx";
import { cellHeight, type TableDensity } from "./table-density.ts";

const ROWS = 8;

/** Rows in which something is on its way. */
export function LoadingRows({ span, density }: { span: number; density: TableDensity }) {
  return Array.from({ length: ROWS }, (_, row) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity
    <tr key={row} className="border-line border-b last:border-b-0">
      {Array.from({ length: span }, (_, cell) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity
        <td key={cell} className={cn("px-3", cellHeight[density])}>
          <Skeleton className={cn("h-3", cell === 0 ? "w-40" : "w-16")} />
        </td>
      ))}
    </tr>
  ));
}

/** What stands in a table without rows; a plain sentence where nothing better is given. */
export function EmptyRow({ span, children }: { span: number; children: ReactNode }) {
  const t = useTranslations("common.table");
  return (
    <tr>
      <td colSpan={span} className="p-0">
        {/* In a table wider than the screen it stays where it can be seen. */}
        <div className="sticky start-0 max-w-[calc(100vw-2rem)]">
          {children ?? <p className="px-3 py-8 text-center text-muted">{t("empty")}</p>}
        </div>
      </td>
    </tr>
  );
}

/** As high as the rows that are not drawn above or below the window; nothing where there are none. */
export function UndrawnRows({ span, heightPx }: { span: number; heightPx: number }) {
  if (heightPx <= 0) return null;
  return (
    <tr aria-hidden>
      <td colSpan={span} style={{ height: heightPx }} />
    </tr>
  );
}
