"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { api } from "#components/api/client.ts";
import { TextLink } from "#components/ui/text-link.tsx";
import { pictureSrc } from "./image-answers.ts";
import { useMissingText } from "./use-missing-text.ts";

/** A picture that was made, small, beside the one that it was made of; each leads to itself. */
export function MadePicture({ assetId }: { assetId: string }) {
  const t = useTranslations("images.compare");
  const missingText = useMissingText();
  const { data: made, error } = useQuery({
    ...api.assets.get.queryOptions({ input: { id: assetId } }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (error) return <p className="text-muted">{missingText(error)}</p>;
  const isMade = made !== undefined && made.originalId !== made.id;
  return (
    <span className="flex flex-wrap gap-2">
      {isMade ? <Thumb id={made.originalId} words={t("before")} /> : null}
      <Thumb id={assetId} words={t("after")} />
    </span>
  );
}

function Thumb({ id, words }: { id: string; words: string }) {
  return (
    <TextLink href={`/images/${id}`} className="block text-xs" prefetch={false}>
      {/* biome-ignore lint/performance/noImgElement: the API makes the copy that fits */}
      <img
        src={pictureSrc(id, 320)}
        alt=""
        loading="lazy"
        className="size-36 rounded-sm border border-line bg-sunken object-contain"
      />
      {words}
    </TextLink>
  );
}
