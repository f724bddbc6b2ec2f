"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { client, problemOf } from "#components/api/client.ts";
import type { Problem } from "#lib/api/problem.ts";

/** What is being brought: how much is done, and what was not taken and why. */
export interface Bringing {
  done: number;
  all: number;
  refused: { name: string; why: string }[];
}

/** Files on their way at once: the server takes four of one person. */
const AT_ONCE = 2;

/** Brings pictures one after the other, whatever becomes of each. @param onBrought is called after each that was taken. */
export function useBringPictures(onBrought: () => void) {
  const t = useTranslations("errors");
  const [bringing, setBringing] = useState<Bringing>({ done: 0, all: 0, refused: [] });

  const note = (name: string, why: string | null) => {
    setBringing(({ done, all, refused }) => ({
      ...{ done: done + 1, all },
      refused: why === null ? refused : [...refused, { name, why }],
    }));
    if (why === null) onBrought();
  };
  const begin = (count: number) =>
    setBringing(({ done, all, refused }) =>
      done === all ? { done: 0, all: count, refused: [] } : { done, all: all + count, refused },
    );

  const bringFiles = async (files: readonly File[]) => {
    begin(files.length);
    const left = files.values();
    const work = async () => {
      for (const file of left) note(file.name, await whyNot(() => sendPicture(file), t("offline")));
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  };
  const bringUrl = async (url: string) => {
    begin(1);
    note(url, await whyNot(() => client.assets.create({ url }), t("offline")));
  };
  return { bringing, isBusy: bringing.done < bringing.all, bringFiles, bringUrl };
}

/** @returns `null` where it was taken. */
async function whyNot(bring: () => Promise<unknown>, offline: string): Promise<string | null> {
  try {
    await bring();
    return null;
  } catch (error) {
    if (error instanceof Refused) return error.message;
    return problemOf(error)?.detail ?? offline;
  }
}

class Refused extends Error {}

async function sendPicture(file: File): Promise<void> {
  const form = new FormData();
  form.append("file", file);
  const answer = await fetch("/api/v1/assets", { method: "POST", body: form });
  if (!answer.ok) throw new Refused(((await answer.json()) as Problem).detail);
}
