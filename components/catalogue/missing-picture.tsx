"use client";
import { useQuery } from "@tanstack/react-query";
import { ImageOff } from "lucide-react";
import { api } from "#components/api/client.ts";
import { useMissingText } from "#components/images/use-missing-text.ts";

/** The frame of an asset that cannot be shown, which tells why. */
export function MissingPicture({ assetId, size }: { assetId: string; size: number }) {
  const missingText = useMissingText();
  const { error } = useQuery({ ...api.assets.get.queryOptions({ input: { id: assetId } }), retry: false });
  const why = error ? missingText(error) : "";
  return (
    <span
      role="img"
      aria-label={why}
      title={why}
      className="inline-flex items-center justify-center rounded-sm border border-line bg-sunken text-muted"
      style={{ width: size, height: size }}
    >
      <ImageOff aria-hidden className="size-4 max-w-full" />
    </span>
  );
}
