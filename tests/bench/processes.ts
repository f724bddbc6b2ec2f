import { readdirSync, readFileSync } from "node:fs";

const MS_PER_TICK = 10;
const KB = 1_024;

/** Processor time that a process and its living children have used so far, in milliseconds. */
export function cpuMsOf(pid: number): number {
  return [pid, ...childrenOf(pid)].reduce((sum, one) => sum + ownCpuMs(one), 0);
}

/** Memory that a process has had at most, in MB. */
export function peakMemoryMb(pid: number): number {
  const kb = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Number(kb) / KB;
}

/** Memory that a process and its living children have now, and theirs in turn, in MB. */
export function memoryNowMb(pid: number): number {
  return [pid, ...descendantsOf(pid)].reduce((sum, one) => sum + ownMemoryMb(one), 0);
}

function descendantsOf(pid: number): number[] {
  return childrenOf(pid).flatMap((child) => [child, ...descendantsOf(child)]);
}

// One that has just ended has none any more.
function ownMemoryMb(pid: number): number {
  try {
    const kb = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return Number(kb ?? 0) / KB;
  } catch {
    return 0;
  }
}

/** The processes that a process has started and that still run. */
export function childrenOf(pid: number): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((one) => fieldsOf(one)?.[1] === String(pid));
}

// A child that ended is in its parent's fields 16 and 17.
function ownCpuMs(pid: number): number {
  const fields = fieldsOf(pid);
  if (!fields) return 0;
  return [11, 12, 13, 14].reduce((sum, place) => sum + Number(fields[place]) * MS_PER_TICK, 0);
}

// proc(5): the name may hold anything, so what counts begins after its last parenthesis, with the state.
function fieldsOf(pid: number): string[] | null {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, "utf8");
    return line.slice(line.lastIndexOf(")") + 2).split(" ");
  } catch {
    return null;
  }
}
