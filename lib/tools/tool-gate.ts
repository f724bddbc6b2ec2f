const FIRST_HOLD_MS = 1_000;
/** Calls that may be under way to one tool from one process: nobody's service is to be flooded by a batch. */
const MOST_UNDER_WAY = 16;

/** Whose turn it is to call one tool: few at a time, and nobody while it has asked for a pause. */
export class ToolGate {
  #underWay = 0;
  readonly #waiting: (() => void)[] = [];
  #heldUntilMs = 0;
  #refusals = 0;

  /** How long the tool is to be left alone, in milliseconds. */
  get heldForMs(): number {
    return Math.max(0, this.#heldUntilMs - performance.now());
  }

  /** Waits for a turn. @returns how to give it back; `null` where `leaving` aborted first. */
  async enter(leaving: AbortSignal): Promise<(() => void) | null> {
    while (this.#underWay >= MOST_UNDER_WAY) {
      if (!(await this.#turn(leaving))) return null;
    }
    if (leaving.aborted) {
      this.#waiting.shift()?.();
      return null;
    }
    this.#underWay++;
    return () => {
      this.#underWay--;
      this.#waiting.shift()?.();
    };
  }

  /**
   * The tool wants to be left alone: for as long as it says, and longer each time in a row. @param sentAtMs when the call
   * was sent that it said so of: those that were under way together count once.
   */
  hold(retryAfterMs: number, sentAtMs: number): void {
    const isNew = sentAtMs >= this.#heldUntilMs;
    if (isNew) this.#refusals++;
    const own = FIRST_HOLD_MS * 2 ** (this.#refusals - 1);
    const until = performance.now() + Math.max(retryAfterMs, isNew ? own : 0);
    this.#heldUntilMs = Math.max(this.#heldUntilMs, until);
  }

  /** It answered. */
  open(): void {
    this.#refusals = 0;
  }

  #turn(leaving: AbortSignal): Promise<boolean> {
    if (leaving.aborted) return Promise.resolve(false);
    return new Promise((resolve) => {
      const settle = (isTurn: boolean) => {
        leaving.removeEventListener("abort", onLeave);
        resolve(isTurn);
      };
      const onTurn = () => settle(true);
      const onLeave = () => {
        const at = this.#waiting.indexOf(onTurn);
        if (at >= 0) this.#waiting.splice(at, 1);
        settle(false);
      };
      this.#waiting.push(onTurn);
      leaving.addEventListener("abort", onLeave, { once: true });
    });
  }
}

// One set a process, however many copies of this module bundling makes.
const holder = globalThis as typeof globalThis & { pressworkToolGates?: Map<string, ToolGate> };
holder.pressworkToolGates ??= new Map();
const gates = holder.pressworkToolGates;

/** The process's gate to a tool. */
export function gateToTool(toolId: string): ToolGate {
  const gate = gates.get(toolId) ?? new ToolGate();
  gates.set(toolId, gate);
  return gate;
}
