"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api } from "#components/api/client.ts";

const SETTLE_MS = 150;

/** What answers to a text, a moment after the last key; nothing for no text. */
export function useSearch(text: string) {
  const [settled, setSettled] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text.trim()), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  const isAsked = settled !== "" && text.trim() !== "";
  const found = useQuery({
    ...api.search.find.queryOptions({ input: { q: settled } }),
    enabled: isAsked,
    placeholderData: keepPreviousData,
  });
  return {
    found: isAsked ? (found.data?.items ?? []) : [],
    isSearching: text.trim() !== "" && (settled !== text.trim() || found.isFetching),
    isFailed: isAsked && found.isError,
  };
}
