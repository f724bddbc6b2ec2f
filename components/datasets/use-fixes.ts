"use client";
import { useEffect, useState } from "react";
import type { CellFix } from "#lib/datasets/cell-fix.ts";
import type { UploadPreview } from "./dataset-answer.ts";

/** The fixes of an import: those of the last file with the same columns to begin with, and kept through a reload. */
export function useFixes(
  upload: string | null,
  preview: UploadPreview | undefined,
): [CellFix[], (fixes: CellFix[]) => void] {
  const [fixes, setFixes] = useState<CellFix[]>([]);
  const isRead = preview !== undefined && preview.id === upload;
  const key = upload && isRead ? `import.${upload}.fixes` : null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the upload that was read
  useEffect(() => {
    if (!key) return;
    const kept = sessionStorage.getItem(key);
    setFixes(kept ? (JSON.parse(kept) as CellFix[]) : (preview?.remembered?.fixes ?? []));
  }, [key]);
  const store = (next: CellFix[]) => {
    setFixes(next);
    if (key) sessionStorage.setItem(key, JSON.stringify(next));
  };
  return [fixes, store];
}
