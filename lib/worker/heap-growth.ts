import { setFlagsFromString } from "node:v8";

/**
 * Lets this process's heap grow by at most two fifths over what is alive before it is cleaned again. By itself V8
 * waits for up to four times as much, so that a worker seems to grow with its rows for half a minute; cleaning more
 * often took no measurable time (decision 0026).
 * V8 reads the flag at each collection, so it may be set while the program runs.
 */
export function keepHeapLow(): void {
  setFlagsFromString("--heap-growing-percent=40");
}
