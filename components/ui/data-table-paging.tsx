import { useTranslations } from "next-intl";
import { Button } from "./button.tsx";

/** Keyset paging: "Load more" when there is a next page. */
export interface DataTablePagingProps {
  onLoadMore?: (() => void) | undefined;
  hasMore?: boolean | undefined;
  loadingMore?: boolean | undefined;
}

/** Below a table: the way to its next page, and how much is there already. */
export function DataTablePaging({
  onLoadMore,
  hasMore = false,
  loadingMore = false,
  rowCount,
}: DataTablePagingProps & { rowCount: number }) {
  const t = useTranslations("common");
  if (!hasMore && !loadingMore) return null;
  return (
    <div className="flex items-center gap-3 pt-2">
      <Button size="sm" loading={loadingMore} onClick={onLoadMore}>
        {t("action.loadMore")}
      </Button>
      <span className="text-muted text-xs">{t("table.rowsShown", { count: rowCount })}</span>
    </div>
  );
}
