import type { FoundKind } from "#lib/search/search.ts";

/** The address of something that was found. */
export function foundHref({
  kind,
  id,
  rowNumber,
}: {
  kind: FoundKind;
  id: string;
  rowNumber: number | null;
}): string {
  switch (kind) {
    case "batch":
      return `/batches/${id}`;
    case "template":
      return `/templates/${id}`;
    case "dataset":
      return `/datasets/${id}`;
    case "product":
      return `/catalogue/products/${encodeURIComponent(id)}`;
    case "row":
      return `/datasets/${id}?row=${rowNumber ?? 1}`;
    case "item": {
      const [batchId, seq] = id.split(".");
      return `/batches/${batchId}?item=${seq}`;
    }
    case "trial":
      return `/trials/${id}`;
    case "schedule":
      return `/batches/schedules?schedule=${id}`;
    case "model":
      return `/settings/models?model=${id}`;
    case "provider":
      return `/settings/models?provider=${id}`;
    case "member":
      return `/settings/members?member=${id}`;
    case "budget":
      return "/spend";
    case "call":
      return `/spend/ledger?attempt=${id}`;
  }
}
