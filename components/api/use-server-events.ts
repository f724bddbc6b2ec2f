"use client";
import { useEffect, useRef, useState } from "react";
import { problemOf } from "./client.ts";
import { followEvents } from "./follow-events.ts";
import { leaveWhenSignedOut } from "./leave-when-signed-out.ts";

export interface ServerEvents<Event> {
  /** What is listened to; another key listens anew, `null` not at all. */
  source: string | null;
  open: (signal: AbortSignal) => Promise<AsyncIterable<Event>>;
  hear: (event: Event) => void;
  /** After this one the server has nothing more to say. */
  isLast: (event: Event) => boolean;
  onEnd?: () => void;
}

/** Listens to a stream of the server's for as long as the screen is there. @returns whether the connection is lost now. */
export function useServerEvents<Event>(events: ServerEvents<Event>): boolean {
  const latest = useRef(events);
  latest.current = events;
  const [isLost, setIsLost] = useState(false);
  const { source } = events;
  useEffect(() => {
    if (source === null) return;
    const leaving = new AbortController();
    void followEvents<Event>({
      open: (signal) => latest.current.open(signal),
      hear: (event) => {
        setIsLost(false);
        latest.current.hear(event);
      },
      isLast: (event) => latest.current.isLast(event),
      onLost: () => setIsLost(true),
      isRefusal: (error) => {
        leaveWhenSignedOut(error);
        return isFinalRefusal(problemOf(error)?.status);
      },
      signal: leaving.signal,
    }).then((end) => {
      if (end === "ended") latest.current.onEnd?.();
    });
    return () => leaving.abort();
  }, [source]);
  return isLost;
}

const TOO_MANY = 429;

// A server in trouble or in a hurry answers differently later; one that does not know us, or the thing, does not.
function isFinalRefusal(status: number | undefined): boolean {
  return status !== undefined && status >= 400 && status < 500 && status !== TOO_MANY;
}
