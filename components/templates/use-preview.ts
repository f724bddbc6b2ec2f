"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api, client } from "#components/api/client.ts";
import type { RowPick } from "#lib/templates/pick-row.ts";
import type { TemplateBody } from "#lib/templates/template.ts";

const SETTLE_MS = 250;

export type Preview = Awaited<ReturnType<typeof client.templates.preview>>;

export interface PreviewChoice {
  datasetId: string | null;
  rowNumber: number;
  language: string;
  modelId: string | null;
}

/** The rendered prompt of what is in the editor, a moment after the last key. */
export function usePreview(body: TemplateBody, { datasetId, rowNumber, language, modelId }: PreviewChoice) {
  const settled = useSettled(body);
  return useQuery({
    ...api.templates.preview.queryOptions({
      input: {
        ...settled,
        language,
        ...(datasetId === null ? {} : { datasetId, rowNumber }),
        ...(modelId === null ? {} : { modelId }),
      },
    }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}

/** The number of a row of the dataset that is picked for what it shows. */
export async function pickRow(body: TemplateBody, datasetId: string, pick: RowPick): Promise<number> {
  const { row } = await client.templates.preview({ ...body, datasetId, pick });
  return row.rowNumber ?? 1;
}

function useSettled(body: TemplateBody): TemplateBody {
  const [settled, setSettled] = useState(body);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(body), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [body]);
  return settled;
}
